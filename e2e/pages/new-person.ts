import { type Page, expect } from "@playwright/test";

/** The form for a new person. */
export class NewPerson {
  constructor(private readonly page: Page) {}

  get dialog() {
    return this.page.getByRole("dialog", { name: "New person" });
  }

  field(name: "Name" | "Mobile" | "Email" | "Usual order") {
    return this.dialog.getByRole("textbox", { name });
  }

  async open(): Promise<void> {
    await this.page.getByRole("button", { name: "New person" }).filter({ visible: true }).first().click();
    await expect(this.dialog).toBeVisible();
  }

  /** Those who may be meant, each with what is the same. */
  get alreadyHere() {
    return this.dialog.getByRole("status").getByRole("link");
  }

  /** Adds somebody; the card opens. */
  async add(name: string, order = ""): Promise<void> {
    await this.open();
    await this.field("Name").fill(name);
    await this.field("Usual order").fill(order);
    await this.dialog.getByRole("button", { name: "Add" }).click();
    await expect(this.page.getByRole("heading", { level: 1, name, exact: true })).toBeVisible();
  }
}
