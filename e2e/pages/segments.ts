import { type Page, expect } from "@playwright/test";

/** Who a list means: its conditions, and the segments that were saved. */
export class Segments {
  constructor(private readonly page: Page) {}

  /** The segments in the navigation of a desktop. */
  get sidebar() {
    return this.page.getByRole("region", { name: "Segments" });
  }

  /** The row of them above the list, on a phone. */
  get chips() {
    return this.page.getByRole("navigation", { name: "Segments" });
  }

  get conditions() {
    return this.page.getByRole("group", { name: "Conditions" });
  }

  /** A segment in the navigation, with how many are in it. */
  link(name: string, count?: string) {
    const words = count === undefined ? name : `${name}${count}`;
    return this.sidebar.getByRole("link").filter({ hasText: words });
  }

  /** Waits until the list is one of this segment. */
  async isOpen(name: string): Promise<void> {
    await expect(this.page.getByRole("heading", { level: 1, name, exact: true })).toBeVisible();
  }

  /** Opens the ways to a new segment, by the plus that is in sight. */
  async begin() {
    const plus = this.page.getByRole("button", { name: "New segment" }).filter({ visible: true });
    await plus.first().click();
    return this.page.getByRole("dialog", { name: "New segment" });
  }

  /** Takes one of those that are offered ready. */
  async takeReady(name: string): Promise<void> {
    const dialog = await this.begin();
    await dialog.getByRole("button").filter({ hasText: name }).click();
    await this.isOpen(name);
  }

  /** Adds a condition, in the words of its form. */
  async add(what: string, how: string, value?: string): Promise<void> {
    await this.page.getByRole("button", { name: "Add a condition" }).click();
    const dialog = this.page.getByRole("dialog", { name: "Add a condition" });
    await dialog.getByLabel("What", { exact: true }).selectOption({ label: what });
    await dialog.getByLabel("How", { exact: true }).selectOption({ label: how });
    if (value !== undefined) await dialog.getByRole("textbox").fill(value);
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await expect(dialog).toBeHidden();
  }

  /** Takes a condition away. */
  async takeAway(words: string): Promise<void> {
    await this.conditions.getByRole("button", { name: `Take “${words}” away` }).click();
  }

  async saveAs(name: string): Promise<void> {
    await this.conditions.getByRole("button", { name: "Save as segment" }).click();
    const dialog = this.page.getByRole("dialog", { name: "Save as a segment" });
    await dialog.getByRole("textbox", { name: "Name" }).fill(name);
    await dialog.getByRole("button", { name: "Save", exact: true }).click();
    await this.isOpen(name);
  }

  async rename(name: string): Promise<void> {
    await this.conditions.getByRole("button", { name: "Rename the segment" }).click();
    const dialog = this.page.getByRole("dialog", { name: "Rename the segment" });
    await dialog.getByRole("textbox", { name: "Name" }).fill(name);
    await dialog.getByRole("button", { name: "Rename", exact: true }).click();
    await this.isOpen(name);
  }
}
