import type { Page } from "@playwright/test";

/** What stands where nobody is yet. */
export class FirstStart {
  constructor(private readonly page: Page) {}

  get heading() {
    return this.page.getByRole("heading", { name: "Who is your first regular?" });
  }

  async add(name: string, order = ""): Promise<void> {
    await this.page.getByRole("textbox", { name: "Name" }).fill(name);
    await this.page.getByRole("textbox", { name: "Usual order" }).fill(order);
    await this.page.getByRole("button", { name: "Add", exact: true }).click();
  }

  /** Brings in the made-up customers. */
  async trySamples(): Promise<void> {
    await this.page.getByRole("button", { name: "A stall that is already running" }).click();
  }
}
