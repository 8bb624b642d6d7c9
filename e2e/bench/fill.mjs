// Fills a device through the product's own import.

import { table } from "./people.mjs";

// The app folds what an import left some seconds after the last edit, and starts from that.
const FOLDED_AFTER_MS = 15_000;

/** Brings in so many people and waits until all of it is on the device; gives the seconds. */
export async function fill(device, people) {
  const begun = performance.now();
  const { page } = await device.tab();
  await page.goto(`${device.origin}/import`);
  const buffer = Buffer.from(table(people, people));
  await page.locator("input[type=file]").setInputFiles({ name: "till.csv", mimeType: "text/csv", buffer });
  const outcome = page.getByRole("status").filter({ hasText: "came in." });
  await outcome.waitFor({ timeout: 1_800_000 });
  const words = (await outcome.textContent()) ?? "";
  if (!words.startsWith(`${people.toLocaleString("en")} people came in.`)) {
    throw new Error(`the import says: ${words}`);
  }
  const kept = (quiet) => bench.badge() === "On this device" && bench.quiet() > quiet;
  await page.waitForFunction(kept, FOLDED_AFTER_MS, { timeout: 600_000, polling: 250 });
  // From the second start on, the service worker answers, as it does for those who come back.
  await page.evaluate(() => Promise.race([navigator.serviceWorker.ready, new Promise((done) => setTimeout(done, 30_000))]));
  await page.close();
  return (performance.now() - begun) / 1000;
}
