import { type Page, expect } from "@playwright/test";

/** The mark that says where the work is. */
export class Badge {
  constructor(private readonly page: Page) {}

  /** Waits until it says so: a string is the whole of it. */
  async says(words: string | RegExp, timeout = 15_000): Promise<void> {
    const badge = this.page.getByTestId("sync-badge").filter({ visible: true }).first();
    await expect(badge).toHaveText(words, { timeout });
  }
}
