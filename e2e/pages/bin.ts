import type { Page } from "@playwright/test";

/** Who was deleted, and can come back. */
export class Bin {
  constructor(private readonly page: Page) {}

  line(name: string) {
    return this.page.getByRole("main").getByRole("listitem").filter({ hasText: name });
  }

  async takeOut(name: string): Promise<void> {
    await this.line(name).getByRole("button", { name: /^Take out/ }).click();
  }
}
