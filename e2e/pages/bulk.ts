import { type Page, expect } from "@playwright/test";

/** What can be done with everyone who is selected. */
export class Bulk {
  constructor(private readonly page: Page) {}

  get bar() {
    return this.page.getByRole("toolbar", { name: /^Selected (people|organisations)$/ });
  }

  async says(words: string): Promise<void> {
    await expect(this.bar.getByRole("status")).toHaveText(words);
  }

  /** Ticks the box of a drawn row. */
  async tick(name: string, options: { shift?: boolean } = {}): Promise<void> {
    const box = this.page.getByRole("checkbox", { name: `Select ${name}`, exact: true });
    await box.click({ modifiers: options.shift ? ["Shift"] : [] });
  }

  async tag(name: string): Promise<void> {
    await this.bar.getByRole("button", { name: "Tag" }).click();
    await this.page.getByRole("textbox", { name: "Tag" }).fill(name);
    await this.page.getByRole("button", { name: "Put on" }).click();
  }
}
