// A filled device, used as its owner uses it, with a watch in hand.

import { QUERIES, random } from "./people.mjs";
import { openSegment } from "./segments.mjs";

const MIB = 1024 * 1024;

/** The figures of one size at one speed. */
export async function measure(device, { people, slowdown, reopenings, keystrokes, records, rounds }) {
  const reopened = [];
  const heaps = [];
  let tab;
  for (let round = 0; round < reopenings; round += 1) {
    await tab?.page.close();
    tab = await device.tab(slowdown);
    // The tab before is gone, and nothing else runs.
    await tab.page.waitForTimeout(1000);
    reopened.push(await reopen(tab, device.origin));
    heaps.push(await heap(tab));
  }
  const { page } = tab;
  const typed = await search(page, keystrokes);
  const segment = await openSegment(page, rounds);
  const scrolled = [];
  for (let round = 0; round < rounds; round += 1) scrolled.push(await scroll(page));
  const { opened, saved, edited } = await openAndEdit(page, people, records);
  await page.close();
  return {
    reopen_ms: tenth(median(reopened)),
    search_laid_out_p95_ms: tenth(p95(typed.map((one) => one.laidOut))),
    search_painted_p95_ms: tenth(p95(typed.map((one) => one.painted))),
    open_record_ms: tenth(median(opened)),
    save_p95_ms: tenth(p95(saved)),
    edit_laid_out_p95_ms: tenth(p95(edited.map((one) => one.laidOut))),
    edit_painted_p95_ms: tenth(p95(edited.map((one) => one.painted))),
    segment_ms: tenth(median(segment)),
    scroll_worst_frame_ms: tenth(median(scrolled)),
    heap_mib: tenth(median(heaps)),
  };
}

async function reopen({ page }, origin) {
  await page.goto(`${origin}/people`, { waitUntil: "commit" });
  const { list, answered } = await page.evaluate((key) => bench.reopened(key), "m");
  console.error(`  reopened: rows after ${list.toFixed(0)} ms, the first key answered after ${answered.toFixed(0)} ms`);
  return answered;
}

/** JavaScript after collection, and the app's own memory, in MiB. */
async function heap({ page, session }) {
  await session.send("HeapProfiler.enable");
  await session.send("HeapProfiler.collectGarbage");
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await session.send("HeapProfiler.disable");
  const wasm = await page.evaluate(() => bench.wasmBytes());
  if (wasm === 0) throw new Error("the app's memory was not found");
  return (usedSize + wasm) / MIB;
}

/** Types the queries key by key, each after the answer to the one before. */
async function search(page, keystrokes) {
  const field = page.getByRole("searchbox");
  const press = async (key) => {
    await page.evaluate(() => bench.listen("keystroke"));
    await page.keyboard.press(key);
    return page.evaluate(() => bench.timed());
  };
  await field.fill("");
  await field.focus();
  const times = [];
  while (times.length < keystrokes) {
    for (const query of QUERIES) {
      for (const letter of query) times.push(await press(letter));
      await field.selectText();
      // Everyone comes back, which is an answer too.
      times.push(await press("Backspace"));
    }
  }
  return times;
}

/** Two seconds of scrolling by a whole window in every frame: no row in sight stays. */
async function scroll(page) {
  return page.evaluate(() => bench.scrolled(120, 900));
}

/** Opens people all over the list, and changes something of each. */
async function openAndEdit(page, people, records) {
  const next = random(people);
  const opened = [];
  const saved = [];
  const edited = [];
  for (let round = 0; round < records; round += 1) {
    await idle(page);
    const target = await page.evaluate(scrollTo, next());
    await page.evaluate((name) => bench.listen("opening", name), target.name);
    await page.mouse.click(target.x, target.y);
    opened.push(await page.evaluate(() => bench.timed()));
    for (const [field, text] of [
      ["Usual order", `flat white, ${round}`],
      ["Company", `Price & Daughters ${round}`],
      ["Pinned note", `comes on day ${round}`],
    ]) {
      saved.push(await change(page, field, text, ["saving"]));
    }
    // By itself: looking for the text in the page would cost the figures above something.
    const text = `oat milk, ${round}`;
    edited.push(await change(page, "Usual order", text, ["editing", text]));
    await page.keyboard.press("Escape");
    await page.getByRole("grid").waitFor();
  }
  return { opened, saved, edited };
}

/** Runs in the page: scrolls the list to a place from 0 to 1; gives a person who is in sight there. */
async function scrollTo(place) {
  const grid = document.querySelector("[role=grid]");
  grid.scrollTop = place * (grid.scrollHeight - grid.clientHeight);
  // Rows follow the scrolling within a frame or two.
  await new Promise((done) => setTimeout(done, 300));
  const { top, bottom } = grid.getBoundingClientRect();
  const links = [...grid.querySelectorAll(".row-link")].filter((link) => {
    const box = link.getBoundingClientRect();
    return box.top > top + 60 && box.bottom < bottom - 20;
  });
  const link = links[Math.floor(links.length / 2)];
  const box = link.getBoundingClientRect();
  return { name: link.textContent, x: box.left + 5, y: box.top + box.height / 2 };
}

/** Changes a field of the open record by the keyboard; gives the time that the page took. */
async function change(page, field, text, timed) {
  await page.locator(`.details .inline-button[aria-label^="${field}: "]`).click();
  await page.keyboard.press("Control+A");
  await page.keyboard.type(text);
  await idle(page);
  await page.evaluate((timed) => bench.listen(...timed), timed);
  await page.keyboard.press("Enter");
  return page.evaluate(() => bench.timed());
}

/** Nothing is being written. */
async function idle(page) {
  await page.waitForFunction(() => bench.badge() === "On this device" && bench.quiet() > 50);
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The nearest rank. */
function p95(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1];
}

function tenth(number) {
  return Math.round(number * 10) / 10;
}
