// What an empty browser is sent until the first screen stands.

import { join } from "node:path";

import { Device } from "./device.mjs";

/** Bodies only, as the browser counts them: unpacked, and as they were sent. */
export async function transfer(origin, folder) {
  const device = await Device.start(join(folder, "browser-empty"), origin);
  try {
    const { page } = await device.tab();
    await page.goto(`${origin}/people`);
    await page.getByRole("heading", { name: "Who is your first regular?" }).waitFor();
    await page.waitForLoadState("networkidle");
    const files = await page.evaluate(() =>
      ["navigation", "resource"].flatMap((kind) =>
        performance.getEntriesByType(kind).map((entry) => ({
          name: entry.name,
          raw: entry.decodedBodySize,
          sent: entry.encodedBodySize,
        })),
      ),
    );
    const empty = files.filter((file) => file.sent === 0);
    if (empty.length > 0) throw new Error(`the browser does not say the size of ${empty[0].name}`);
    const sum = (size) => files.reduce((total, file) => total + size(file), 0);
    return { raw_bytes: sum((file) => file.raw), brotli_bytes: sum((file) => file.sent) };
  } finally {
    await device.end();
  }
}
