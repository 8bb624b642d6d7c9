// A segment of three conditions, made as its owner makes it, and opened again and again.

/** What it is called. */
const NAME = "Quiet regulars";

const CONDITIONS = [
  ["Tag", "is", "regular"],
  ["Email", "is filled in"],
  ["Usual order", "is filled in"],
];

/** Saves the segment; the list of everyone is open then. */
export async function saveSegment(page) {
  for (const [what, how, value] of CONDITIONS) {
    await page.getByRole("button", { name: "Add a condition" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a condition" });
    await dialog.getByLabel("What", { exact: true }).selectOption({ label: what });
    await dialog.getByLabel("How", { exact: true }).selectOption({ label: how });
    if (value !== undefined) await dialog.getByRole("textbox").fill(value);
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await dialog.waitFor({ state: "hidden" });
  }
  await page.getByRole("button", { name: "Save as segment" }).click();
  const dialog = page.getByRole("dialog", { name: "Save as a segment" });
  await dialog.getByRole("textbox", { name: "Name" }).fill(NAME);
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: NAME, exact: true }).waitFor();
}

/** Opens it from the list of everyone so many times; gives the ms until its list was laid out. */
export async function openSegment(page, times) {
  const laidOut = [];
  const everyone = page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^People/ });
  const segment = page.getByRole("region", { name: "Segments" }).getByRole("link").filter({ hasText: NAME });
  for (let round = 0; round < times; round += 1) {
    await everyone.click();
    await page.waitForFunction(() => document.querySelector("h1")?.textContent === "People");
    await page.waitForTimeout(100);
    await page.evaluate((name) => bench.listen("going", name), NAME);
    await segment.click();
    laidOut.push(await page.evaluate(() => bench.timed()));
  }
  await everyone.click();
  return laidOut;
}
