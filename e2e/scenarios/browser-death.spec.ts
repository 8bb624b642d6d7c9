import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";

import { type Page, chromium } from "@playwright/test";

import { expect, test } from "../fixtures/test.ts";
import { Screens } from "../pages/screens.ts";

const TIMES = 5;

test("what is said to be on this device survives the browser’s death", async ({ server, launchOptions }) => {
  // Six starts of a whole browser.
  test.setTimeout(120_000);
  const profile = test.info().outputPath("profile");
  const origin = `http://127.0.0.1:${server.port}`;
  const notes: string[] = [];
  let card = "";
  for (let time = 0; time <= TIMES; time++) {
    const browser = await OwnBrowser.start(profile, launchOptions);
    try {
      const alice = new Screens(browser.page, origin);
      if (time === 0) {
        await alice.open();
        await alice.firstStart.add("Henrik Lund");
        await alice.card.isOf("Henrik Lund");
        card = new URL(alice.page.url()).pathname;
      } else {
        await alice.open(card);
        await expect(alice.card.timeline.getByRole("listitem").filter({ hasText: "Written before death" })).toHaveCount(notes.length);
      }
      for (const note of notes) await alice.card.tells(note);
      const note = `Written before death ${time}`;
      await alice.card.note(note);
      await alice.badge.says("On this device");
      notes.push(note);
    } finally {
      await browser.kill();
    }
  }
  await rm(profile, { recursive: true, force: true });
});

/** A Chromium whose process is known, so that it can be killed with everything that belongs to it. */
class OwnBrowser {
  private constructor(
    private readonly process: ChildProcess,
    readonly page: Page,
  ) {}

  static async start(
    profile: string,
    options: { executablePath?: string; args?: string[] },
  ): Promise<OwnBrowser> {
    const flags = [
      "--headless=new",
      "--remote-debugging-port=0",
      `--user-data-dir=${profile}`,
      // A start that does nothing besides: no greeting, no extensions, no offer to restore pages.
      "--no-first-run",
      "--no-default-browser-check",
      "--disable-extensions",
      "--disable-component-extensions-with-background-pages",
      "--hide-crash-restore-bubble",
    ];
    const process = spawn(options.executablePath ?? "chromium", [...flags, ...(options.args ?? [])], {
      stdio: ["ignore", "ignore", "pipe"],
      detached: true,
    });
    const endpoint = await new Promise<string>((found, failed) => {
      let said = "";
      process.stderr.on("data", (piece: Buffer) => {
        said += piece.toString();
        const address = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
        if (address) found(address);
      });
      process.once("exit", () => failed(new Error(`Chromium ended: ${said}`)));
    });
    try {
      const browser = await chromium.connectOverCDP(endpoint);
      const context = browser.contexts()[0];
      if (!context) throw new Error("Chromium has no context");
      return new OwnBrowser(process, context.pages()[0] ?? (await context.newPage()));
    } catch (problem) {
      await kill(process);
      throw problem;
    }
  }

  async kill(): Promise<void> {
    await kill(this.process);
  }
}

/** SIGKILL for a process and everything that belongs to it. */
async function kill(leader: ChildProcess): Promise<void> {
  const ended = once(leader, "exit");
  if (leader.pid) process.kill(-leader.pid, "SIGKILL");
  await ended;
}
