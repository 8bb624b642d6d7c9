import { type Page, expect } from "@playwright/test";

/** The list. */
export class People {
  constructor(private readonly page: Page) {}

  get grid() {
    return this.page.getByRole("grid", { name: "People" });
  }

  get search() {
    return this.page.getByRole("searchbox", { name: "Name, number, order, tag" });
  }

  /** How many there are, as the head of the page says it. */
  get count() {
    return this.page.locator(".people-count");
  }

  /** How many are in the bin, as the navigation says it. */
  get bin() {
    return this.page.getByRole("link", { name: /^The bin/ }).locator(".nav-count");
  }

  /** The drawn rows of somebody. */
  row(name: string | RegExp) {
    return this.grid.locator("[role=row]:not(.row-head)").filter({ hasText: name });
  }

  /** The row that the keyboard is on. */
  get here() {
    return this.grid.locator(".row-here");
  }

  /** Goes to the list by the navigation. */
  async show(): Promise<void> {
    const link = this.page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^People/ });
    if (await link.isVisible()) await link.click();
    else await this.page.getByRole("link", { name: "Back to People" }).click();
    await expect(this.grid).toBeVisible();
  }

  async openPerson(name: string): Promise<void> {
    await this.search.fill(name);
    await this.row(name).getByRole("link").first().click();
    await expect(this.page.getByRole("heading", { level: 1, name })).toBeVisible();
  }
}
