// Fills a device through the product's own import, and another by the first sync.

import { table } from "./people.mjs";
import { saveSegment } from "./segments.mjs";

// The app folds what an import left some seconds after the last edit, and starts from that.
const FOLDED_AFTER_MS = 15_000;

/** Brings in so many people and waits until all of it is on the device; gives the seconds that the
 * import took, and its longest task. Then saves the segment that is measured. */
export async function fill(device, people) {
  const begun = performance.now();
  const { page } = await device.tab();
  await page.goto(`${device.origin}/import`);
  const buffer = Buffer.from(table(people, people));
  await page.locator("input[type=file]").setInputFiles({ name: "till.csv", mimeType: "text/csv", buffer });
  // How long it takes until somebody can say yes, and how smoothly the page looks meanwhile.
  const act = page.getByRole("button", { name: /^Bring in [\d,]+ people$/ });
  await page.waitForFunction(
    () => [...document.querySelectorAll("button")].some((it) => /^Bring in [\d,]+ people$/.test(it.textContent) && !it.disabled),
    undefined,
    { timeout: 600_000 },
  );
  const looked = (performance.now() - begun) / 1000;
  const longestLook = await page.evaluate(() => bench.longestTask());
  await act.click();
  const outcome = page.locator(".hero-title").filter({ hasText: "came in." });
  await outcome.waitFor({ timeout: 1_800_000 });
  const words = (await outcome.textContent()) ?? "";
  if (!words.startsWith(`${people.toLocaleString("en")} people came in.`)) {
    throw new Error(`the import says: ${words}`);
  }
  const seconds = (performance.now() - begun) / 1000;
  await page.waitForFunction(() => bench.badge() === "On this device", undefined, { timeout: 600_000 });
  const longest = await page.evaluate(() => bench.longestTask());
  await page.goto(`${device.origin}/people`);
  await saveSegment(page);
  const kept = (quiet) => bench.badge() === "On this device" && bench.quiet() > quiet;
  await page.waitForFunction(kept, FOLDED_AFTER_MS, { timeout: 600_000, polling: 250 });
  // From the second start on, the service worker answers, as it does for those who come back.
  await page.evaluate(() => Promise.race([navigator.serviceWorker.ready, new Promise((done) => setTimeout(done, 30_000))]));
  await page.close();
  return {
    seconds: tenth(seconds),
    longest_task_ms: tenth(Math.max(longest, longestLook)),
    looked_after_seconds: tenth(looked),
    longest_task_looking_ms: tenth(longestLook),
  };
}

/** Puts the workspace of a filled device on the server, all of it; gives the link. */
export async function share(device) {
  const { page } = await device.tab();
  await page.goto(`${device.origin}/share`);
  await page.getByRole("button", { name: "Put it on the server and get the link" }).click();
  const link = page.getByRole("textbox", { name: "The link" });
  await link.waitFor();
  const value = await link.inputValue();
  await page.waitForFunction(() => bench.badge() === "On the server", undefined, { timeout: 1_800_000 });
  await page.close();
  return value;
}

/** The first sync of an empty device: the seconds until everybody is there, and its longest task. */
export async function firstSync(device, link, people) {
  const begun = performance.now();
  const { page } = await device.tab();
  await page.goto(link);
  await page.getByRole("button", { name: "Join", exact: true }).click();
  const here = (people) => document.querySelector(".people-count")?.textContent === people;
  await page.waitForFunction(here, people.toLocaleString("en"), { timeout: 1_800_000, polling: 250 });
  await page.waitForFunction(() => bench.badge() === "On the server", undefined, { timeout: 600_000 });
  const seconds = (performance.now() - begun) / 1000;
  const longest = await page.evaluate(() => bench.longestTask());
  await page.close();
  return { seconds: tenth(seconds), longest_task_ms: tenth(longest) };
}

function tenth(number) {
  return Math.round(number * 10) / 10;
}
