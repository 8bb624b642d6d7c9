import { readFile } from "node:fs/promises";

import { type Page, expect } from "@playwright/test";

/** Erasing somebody for good. */
export class Erase {
  constructor(private readonly page: Page) {}

  /** What opens the dialog, wherever it is offered. */
  get offer() {
    return this.page.getByRole("button", { name: /^Erase for good…/ });
  }

  get dialog() {
    return this.page.getByRole("dialog", { name: /for good$/ });
  }

  /** Ticks the box, and presses what cannot be taken back. */
  async confirm(): Promise<void> {
    const press = this.dialog.getByRole("button", { name: "Erase for good", exact: true });
    await expect(press).toBeDisabled();
    await this.dialog.getByRole("checkbox").click();
    await press.click();
    await expect(this.dialog).toHaveCount(0);
  }

  /** Saves what can be given to whoever asked for it; gives what is in it. */
  async saveProof(): Promise<string> {
    const saving = this.page.waitForEvent("download");
    await this.page.getByRole("button", { name: "Save a proof" }).click();
    return readFile(await (await saving).path(), "utf8");
  }

  /** Waits until the page says that whom it showed is erased. */
  async isSaid(): Promise<void> {
    await expect(this.page.getByRole("heading", { name: "Erased for good" })).toBeVisible();
  }
}
