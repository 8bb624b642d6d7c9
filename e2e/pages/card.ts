import { type Page, expect } from "@playwright/test";

/** One person's card. */
export class Card {
  constructor(private readonly page: Page) {}

  /** Waits until it is this person's. */
  async isOf(name: string): Promise<void> {
    await expect(this.page.getByRole("heading", { level: 1, name, exact: true })).toBeVisible();
  }

  get details() {
    return this.page.getByRole("region", { name: "Details" });
  }

  get timeline() {
    return this.page.getByRole("region", { name: "Timeline" });
  }

  get composer() {
    return this.page.getByRole("textbox", { name: "What happened?" });
  }

  /** What stands in a field, to be pressed. */
  value(field: string) {
    return this.details.getByRole("button", { name: new RegExp(`^${field}: [^]*\\. Change$`) });
  }

  /** Opens a field and types, but keeps nothing yet. */
  async type(field: string, text: string): Promise<void> {
    await this.value(field).click();
    await this.input(field).fill(text);
  }

  /** A field that is being typed in. */
  input(field: string) {
    return this.details.getByRole("textbox", { name: field, exact: true });
  }

  /** Types a field and keeps it. */
  async set(field: string, text: string): Promise<void> {
    await this.type(field, text);
    await this.page.keyboard.press("Enter");
    await this.says(field, text);
  }

  /** Waits until a field says so. */
  async says(field: string, text: string): Promise<void> {
    await expect(this.value(field)).toHaveText(text);
  }

  /** Chooses from the menu of what can be added. */
  async add(what: string): Promise<void> {
    await this.details.getByRole("button", { name: "Add a detail" }).click();
    await this.details.getByRole("menuitem", { name: what, exact: true }).click();
  }

  /** Adds one more phone, email or good-to-know. */
  async addItem(kind: "Phone" | "Email" | "Good to know", text: string): Promise<void> {
    await this.add(kind);
    await this.input(kind).fill(text);
    await this.page.keyboard.press("Enter");
    await expect(this.details.getByText(text, { exact: true })).toBeVisible();
  }

  async tag(name: string): Promise<void> {
    await this.page.getByRole("button", { name: "Add a tag" }).click();
    await this.page.getByRole("textbox", { name: "New tag" }).fill(name);
    await this.page.keyboard.press("Enter");
    await this.page.keyboard.press("Escape");
    await this.wears(name);
  }

  /** Waits until the person has a tag. */
  async wears(name: string): Promise<void> {
    await expect(this.page.locator(".record-about .chip", { hasText: name })).toBeVisible();
  }

  async note(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press("Control+Enter");
    await this.tells(text);
  }

  /** Waits until the timeline holds a text. */
  async tells(text: string): Promise<void> {
    await expect(this.timeline.getByText(text, { exact: true })).toBeVisible();
  }

  /** The box that stands in a field's place while it has more than one answer. */
  answers(field: string, count = 2) {
    return this.details.getByRole("region", { name: `${field} has ${count} answers` });
  }

  /** Waits until a field shows exactly these answers. */
  async hasAnswers(field: string, texts: string[]): Promise<void> {
    const words = this.answers(field, texts.length).locator(".answer strong");
    await expect(words).toHaveCount(texts.length);
    expect((await words.allTextContents()).sort()).toEqual([...texts].sort());
  }

  async choose(field: string, text: string): Promise<void> {
    const answer = this.answers(field).locator(".answer").filter({ hasText: text });
    await answer.getByRole("button", { name: "Use this" }).click();
  }

  /** A part of the brief, by its heading. */
  brief(part: string | RegExp) {
    return this.page.locator(".brief").getByRole("region", { name: part });
  }

  /** Says by which way it happened. */
  async by(channel: string): Promise<void> {
    await this.page.getByRole("group", { name: "How it happened" }).getByRole("button", { name: channel }).click();
  }

  /** Ticks an open promise off. */
  async keepPromise(text: string): Promise<void> {
    await this.brief("Open promises").getByRole("checkbox", { name: `Kept: ${text}` }).click();
  }

  /** Sells one product, once. */
  async sell(product: string, price: string): Promise<void> {
    await this.page.getByRole("button", { name: "Sale" }).filter({ visible: true }).first().click();
    const sale = this.page.getByRole("dialog", { name: /^Sale to/ });
    await sale.getByLabel("Product").fill(product);
    await sale.getByLabel("Price of one").fill(price);
    await sale.getByRole("button", { name: /^Save/ }).click();
    await expect(sale).toBeHidden();
  }

  /** Opens the form for what came back of a sale. */
  async giveBack(total: string) {
    await this.timeline.getByRole("button", { name: `Return or void the sale of ${total}` }).click();
    return this.timeline.getByRole("form", { name: "What came back" });
  }

  /** Says how the record belongs together with another, by the other's name. */
  async relate(how: string, name: string): Promise<void> {
    await this.add("Relationship");
    const form = this.details.getByRole("form", { name: "Relationship" });
    await form.getByLabel("How", { exact: true }).selectOption(how);
    await form.getByLabel("Who").fill(name);
    await form.getByRole("button", { name, exact: true }).click();
  }

  /** What the card says of colleagues who have it open; empty while nobody has. */
  get others() {
    return this.page.locator(".others-words");
  }

  /** What a screen reader was last told of them. */
  get othersHeard() {
    return this.page.locator(".others").getByRole("status");
  }

  /** The marks where a colleague writes at the moment. */
  get writers() {
    return this.page.locator(".others-mark");
  }

  async putInBin(): Promise<void> {
    await this.page.getByRole("button", { name: "Put in the bin" }).click();
  }
}
