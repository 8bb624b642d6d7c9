import { type Page, expect } from "@playwright/test";

/** Bringing people in from a file. */
export class Import {
  constructor(private readonly page: Page) {}

  /** Gives a file to the open page. */
  async choose(name: string, content: Buffer | string): Promise<void> {
    const buffer = Buffer.from(content as string);
    await this.page.locator("input[type=file]").setInputFiles({ name, mimeType: "text/csv", buffer });
  }

  /** Waits for the sentence at the end. */
  async ends(words: string | RegExp, timeout = 60_000): Promise<void> {
    const end = this.page.getByRole("status").filter({ hasText: "came in." });
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
