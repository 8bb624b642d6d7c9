import { writeFile } from "node:fs/promises";

import { type Page, expect, test } from "@playwright/test";

/** Bringing people in from a file. */
export class Import {
  constructor(private readonly page: Page) {}

  /** Gives a file to the open page. */
  async choose(name: string, content: Buffer | string): Promise<void> {
    const path = test.info().outputPath(name);
    await writeFile(path, content);
    await this.page.locator("input[type=file]").setInputFiles(path);
  }

  /** Waits for the sentence at the end. */
  async ends(words: string | RegExp, timeout = 60_000): Promise<void> {
    const end = this.page.locator(".hero-title").filter({ hasText: "came in." });
    await expect(end).toHaveText(words, { timeout });
  }

  /** What the page says of a file of which nothing could be read. */
  get refusal() {
    return this.page.locator(".panel-bad").filter({ hasText: "Nobody came in" });
  }

  /** The rows that did not come in. */
  get problems() {
    return this.page.locator("section").filter({ hasText: "Rows that did not come in" }).getByRole("listitem");
  }
}
