import { rm } from "node:fs/promises";

import type { Page } from "@playwright/test";

import { type LaunchOptions, OwnBrowser } from "../fixtures/own-browser.ts";
import { figures, rounds } from "../fixtures/rounds.ts";
import type { Server } from "../fixtures/server.ts";
import { expect, test } from "../fixtures/test.ts";
import { Screens } from "../pages/screens.ts";

test("what is said to be on this device survives the browser’s death", { tag: "@soak" }, async ({ server, launchOptions }) => {
  const times = rounds(5);
  test.setTimeout(90_000 + times * 20_000);
  const lost = await die(server, launchOptions, times);
  figures("browser-death", 4, { kills: times, saved_edits: times, lost: lost.length });
  expect(lost).toEqual([]);
});

test("an app that says “on this device” before the database does is found out", async ({ server, launchOptions }) => {
  test.setTimeout(90_000);
  const lost = await die(server, launchOptions, 1, saysSoTooEarly);
  expect(lost).toEqual(["Written before death 0"]);
});

/** Kills the browser right after each note was said to be kept; gives the notes that were lost. */
async function die(
  server: Server,
  launchOptions: LaunchOptions,
  times: number,
  weaken?: (page: Page) => Promise<void>,
): Promise<string[]> {
  const profile = test.info().outputPath("profile");
  const origin = `http://127.0.0.1:${server.port}`;
  const lost: string[] = [];
  let card = "";
  let last = "";
  for (let time = 0; time <= times; time++) {
    const browser = await OwnBrowser.start(profile, launchOptions);
    try {
      const alice = new Screens(browser.page, origin);
      if (time === 0) {
        await alice.open();
        await alice.firstStart.add("Henrik Lund");
        await alice.card.isOf("Henrik Lund");
        await alice.badge.says("On this device");
        card = new URL(alice.page.url()).pathname;
      } else {
        await alice.open(card);
        await alice.card.isOf("Henrik Lund");
        const kept = alice.card.timeline.getByText(last, { exact: true });
        if (!(await kept.waitFor({ timeout: 3_000 }).then(() => true, () => false))) lost.push(last);
      }
      if (time < times) {
        await weaken?.(alice.page);
        last = `Written before death ${time}`;
        await alice.card.note(last);
        await alice.badge.says("On this device");
      }
    } finally {
      await browser.kill();
    }
  }
  await rm(profile, { recursive: true, force: true });
  return lost;
}

/** Transactions are reported complete at once, and kept from completing for half a minute. */
async function saysSoTooEarly(page: Page): Promise<void> {
  await page.evaluate(() => {
    IDBTransaction.prototype.commit = function () {
      const begun = Date.now();
      const store = this.objectStore(this.objectStoreNames[0] ?? "");
      const hold = () => {
        if (Date.now() - begun < 30_000) store.get("no such key").onsuccess = hold;
      };
      hold();
      setTimeout(() => this.dispatchEvent(new Event("complete")));
    };
  });
}
