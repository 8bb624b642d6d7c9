import { readFile } from "node:fs/promises";

import { type Page, expect } from "@playwright/test";

export interface Saved {
  name: string;
  bytes: Buffer;
  text: string;
}

/** Files that the app saves: lists, one person's everything, backups. */
export class Files {
  constructor(private readonly page: Page) {}

  /** What the browser saves when this is pressed. */
  async of(press: () => Promise<void>): Promise<Saved> {
    const saving = this.page.waitForEvent("download", { timeout: 60_000 });
    await press();
    const file = await saving;
    const bytes = await readFile(await file.path());
    return { name: file.suggestedFilename(), bytes, text: bytes.toString("utf8") };
  }

  /** The open export page's file of this form. */
  async save(form: string): Promise<Saved> {
    return this.of(() => this.page.getByRole("button", { name: `Save as ${form}`, exact: true }).click());
  }

  /** The open backup page's file. */
  async backup(passphrase?: string): Promise<Saved> {
    if (passphrase !== undefined) {
      const encrypts = this.page.getByRole("switch", { name: "Encrypt it with a passphrase" });
      if (!(await encrypts.isChecked())) await encrypts.click();
      await this.page.getByLabel(/^Passphrase/).fill(passphrase);
      await this.page.getByLabel("The passphrase once more").fill(passphrase);
    }
    return this.of(() => this.page.getByRole("button", { name: "Save a backup" }).click());
  }

  /** Gives the open backup page a file. */
  async restore(name: string, bytes: Buffer): Promise<void> {
    const file = { name, mimeType: "application/octet-stream", buffer: bytes };
    await this.page.locator("input[type=file]").setInputFiles(file);
  }

  /** Types a passphrase for the file at hand. */
  async unlock(passphrase: string): Promise<void> {
    await this.page.getByLabel(/^Its passphrase/).fill(passphrase);
    await this.page.getByRole("button", { name: "Open it" }).click();
  }

  /** Brings back what was found sound. */
  async bringBack(words: string | RegExp): Promise<void> {
    await this.page.getByRole("button", { name: "Bring it back" }).click();
    await expect(this.page.locator(".hero-title")).toHaveText(words, { timeout: 60_000 });
  }
}
