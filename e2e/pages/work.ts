import type { Page } from "@playwright/test";

/** Where your work is. */
export class Work {
  constructor(private readonly page: Page) {}

  get headline() {
    return this.page.locator(".hero").getByRole("heading", { level: 1 });
  }

  /** The changes that wait for the server. */
  get waiting() {
    return this.page.locator("section").filter({ hasText: "Waiting" }).getByRole("listitem");
  }

  /** The changes that the server did not take. */
  get refused() {
    return this.page.locator(".notice-item");
  }

  async tryNow(): Promise<void> {
    await this.page.getByRole("button", { name: "Try now" }).click();
  }
}
