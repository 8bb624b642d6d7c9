import { writeFile } from "node:fs/promises";

import { type Page, expect, test } from "@playwright/test";

/** Bringing people in from a file. */
export class Import {
  constructor(private readonly page: Page) {}

  /** Gives a file to the open page, which then says what it would do. */
  async give(name: string, content: Buffer | string): Promise<void> {
    const path = test.info().outputPath(name);
    await writeFile(path, content);
    await this.page.locator("input[type=file]").setInputFiles(path);
  }

  /** Gives a file to the open page, and brings its people in as it was understood. */
  async choose(name: string, content: Buffer | string): Promise<void> {
    await this.give(name, content);
    await this.bringIn();
  }

  /** Pastes rows into the open page. */
  async paste(rows: string): Promise<void> {
    await this.page.getByRole("textbox", { name: "Or paste rows here" }).fill(rows);
    await this.page.getByRole("button", { name: "Look at them" }).click();
  }

  /** The act that carries it out. */
  get act() {
    return this.page.getByRole("button", { name: /^Bring in [\d,]+ (person|people)$/ });
  }

  async bringIn(): Promise<void> {
    await this.act.click({ timeout: 60_000 });
  }

  /** Waits for the sentence about the rows. */
  async says(words: string): Promise<void> {
    await expect(this.page.locator(".hero p").first()).toHaveText(words, { timeout: 30_000 });
  }

  /** Turns to a part of what is looked at. */
  async look(part: "Columns" | "Cells that do not fit" | "Who comes in"): Promise<void> {
    await this.page.getByRole("navigation", { name: "What to look at" }).getByRole("button", { name: part }).click();
  }

  /** What a column holds. */
  column(title: string) {
    return this.page.getByRole("combobox", { name: `What “${title}” holds` });
  }

  /** Turns to some of the rows. */
  async among(words: string): Promise<void> {
    await this.page.getByRole("group", { name: "Which rows" }).getByRole("button", { name: words }).click();
  }

  /** A row that is looked at. */
  row(name: string) {
    return this.page.locator(".import-row").filter({ hasText: name });
  }

  /** Waits for the sentence at the end. */
  async ends(words: string | RegExp, timeout = 60_000): Promise<void> {
    const end = this.page.locator(".hero-title").filter({ hasText: "came in." });
    await expect(end).toHaveText(words, { timeout });
  }

  /** What the page says of a file of which nothing could be read. */
  get refusal() {
    return this.page.locator(".panel-bad").filter({ hasText: "Nobody came in" });
  }

  /** The rows that did not come in. */
  get problems() {
    return this.page.locator("section").filter({ hasText: "Rows that did not come in" }).getByRole("listitem");
  }
}
