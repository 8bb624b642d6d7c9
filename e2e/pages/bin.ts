import type { Page } from "@playwright/test";

/** Who was deleted, and can come back. */
export class Bin {
  constructor(private readonly page: Page) {}

  line(name: string) {
    return this.page.getByRole("main").getByRole("listitem").filter({ hasText: name });
  }

  async find(name: string): Promise<void> {
    await this.page.getByRole("textbox", { name: "Find in the bin" }).fill(name);
  }

  async restoreAll(count: number): Promise<void> {
    await this.page.getByRole("button", { name: `Restore all ${count}` }).click();
  }

  async restore(name: string): Promise<void> {
    await this.line(name).getByRole("button", { name: /^Restore/ }).click();
  }
}
