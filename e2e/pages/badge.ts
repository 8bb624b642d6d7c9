import { type Page, expect } from "@playwright/test";

/** The mark that says where the work is. */
export class Badge {
  constructor(private readonly page: Page) {}

  /** The mark, if it says so. */
  now(words: RegExp) {
    return this.shown.filter({ hasText: words });
  }

  /** Waits until it says so: a string is the whole of it. */
  async says(words: string | RegExp, timeout = 15_000): Promise<void> {
    await expect(this.shown).toHaveText(words, { timeout });
  }
  private get shown() {
    return this.page.getByTestId("sync-badge").filter({ visible: true }).first();
  }
}
