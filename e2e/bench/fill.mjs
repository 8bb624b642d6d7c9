// Fills a device through the product's own import, and another by the first sync.

import { table } from "./people.mjs";
import { saveSegment } from "./segments.mjs";

// The app folds what an import left some seconds after the last edit, and starts from that.
const FOLDED_AFTER_MS = 15_000;

/** Brings in so many people and waits until all of it is on the device; gives the seconds that the
 * import took, and its longest task. Then saves the segment that is measured. */
export async function fill(device, people) {
  const { page } = await device.tab();
  await page.goto(`${device.origin}/import`);
  await page.locator("input[type=file]").waitFor();
  // The file is in the page before anything is measured: bringing it there is this program's work.
  await page.evaluate((text) => {
    bench.file = new File([text], "till.csv", { type: "text/csv" });
  }, table(people, people));
  await page.waitForTimeout(1000);
  const begun = performance.now();
  await page.evaluate(() => {
    bench.longestTask();
    const input = document.querySelector("input[type=file]");
    const chosen = new DataTransfer();
    chosen.items.add(bench.file);
    input.files = chosen.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  // How long it takes until somebody can say yes, and how smoothly the page looks meanwhile.
  await page.waitForFunction(
    () => {
      const offers = (it) => /^Bring in [\d,]+ people$/.test(it.textContent) && !it.disabled;
      bench.act = [...document.querySelectorAll("button")].find(offers);
      return bench.act !== undefined;
    },
    undefined,
    { timeout: 600_000, polling: 100 },
  );
  const looked = (performance.now() - begun) / 1000;
  const longestLook = await page.evaluate(() => bench.longestTask());
  await page.evaluate(() => bench.act.click());
  const words = await page.evaluate(() => bench.appears(".hero-title", / came in\./));
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
