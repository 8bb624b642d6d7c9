// The README's pictures: `playwright test --config=screenshots.config.ts`.

import { join } from "node:path";

import type { Page } from "@playwright/test";

import { expect, test } from "../fixtures/test.ts";

const FOLDER = join(import.meta.dirname, "../../docs/screenshots");
const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

async function picture(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  // Nothing in a picture is in the middle of a movement, and no field blinks.
  await page.screenshot({ path: join(FOLDER, `${name}.png`), animations: "disabled", caret: "hide" });
}

test("the pictures of the README", async ({ alice }) => {
  const { page } = alice;
  await page.setViewportSize(DESKTOP);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await alice.open();
  await expect(alice.firstStart.heading).toBeVisible();
  await picture(page, "first-start");

  await alice.firstStart.trySamples();
  await expect(alice.people.count).toHaveText("120");
  await alice.badge.says("On this device");
  await alice.team.share();
  await alice.badge.says("On the server");
  await alice.open();
  await expect(alice.people.count).toHaveText("120");
  await page.keyboard.press("j");
  await expect(alice.people.here).toBeVisible();
  await picture(page, "people-desktop");

  await page.keyboard.press("Enter");
  await expect(alice.card.details).toBeVisible();
  await alice.card.set("Pinned note", "Allergic to hazelnuts");
  await alice.card.note("Asked whether the Ethiopian comes back in spring.");
  await alice.badge.says("On the server");
  await page.getByRole("heading", { level: 1 }).click();
  await picture(page, "record-desktop");

  await page.setViewportSize(PHONE);
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await picture(page, "record-phone-dark");

  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await alice.people.show();
  await picture(page, "people-phone");
});
