import { readFile } from "node:fs/promises";

import { type Page, expect } from "@playwright/test";

const PASSWORD = "correct horse battery";

/** Signing in and out, and the members of a workspace. */
export class Account {
  constructor(
    private readonly page: Page,
    private readonly origin: string,
  ) {}

  /** Makes an account on the page that a link opened: the set-up link, or an invitation. */
  async make(name: string, act: string): Promise<void> {
    await this.page.getByRole("textbox", { name: "Your name" }).fill(name);
    await this.page.getByRole("textbox", { name: "Email" }).fill(Account.email(name));
    await this.page.getByLabel("Password").fill(PASSWORD);
    await this.page.getByRole("button", { name: act }).click();
  }

  async signIn(name: string, password = PASSWORD): Promise<void> {
    await this.page.goto(`${this.origin}/sign-in`);
    await this.page.getByRole("textbox", { name: "Email" }).fill(Account.email(name));
    await this.page.getByLabel("Password").fill(password);
    await this.page.getByRole("button", { name: "Sign in", exact: true }).click();
  }

  /** Gives the open workspace members. */
  async makeTeam(name: string): Promise<void> {
    await this.page.goto(`${this.origin}/members`);
    await this.page.getByRole("textbox", { name: "What the team calls it" }).fill(name);
    await this.page.getByRole("button", { name: "Make it a team" }).click();
    await expect(this.page.getByText("You are an owner here.")).toBeVisible();
  }

  /** Makes an invitation; gives its link. */
  async invite(role: string): Promise<string> {
    await this.page.goto(`${this.origin}/members`);
    await this.page.getByRole("radio", { name: role }).check({ force: true });
    await this.page.getByRole("button", { name: "Make a link" }).click();
    const link = this.page.getByRole("textbox", { name: "The invitation" });
    await expect(link).toHaveValue(/#invite=[0-9a-f]{64}$/);
    return link.inputValue();
  }

  /** Opens a link as this person's network reaches the server. */
  async follow(link: string): Promise<void> {
    await this.page.goto(link.replace(/^https?:\/\/[^/]+/, this.origin));
  }

  member(name: string) {
    return this.page.getByRole("listitem").filter({ hasText: Account.email(name) });
  }

  /** Saves what was not sent as a file; gives what is in it. */
  async saveUnsent(): Promise<string> {
    const saving = this.page.waitForEvent("download");
    await this.page.getByRole("button", { name: "Save them as a file" }).click();
    const file = await saving;
    expect(file.suggestedFilename()).toBe("not-sent.json");
    return readFile(await file.path(), "utf8");
  }

  /** Chooses from the menu of a member. */
  async choose(name: string, act: string): Promise<void> {
    await this.page.goto(`${this.origin}/members`);
    await this.page.getByRole("button", { name: `${name}: role and more` }).click();
    await this.page.getByRole("menuitem", { name: act }).click();
  }

  get signOut() {
    return this.page.getByRole("button", { name: "Sign out and remove" });
  }

  static email(name: string): string {
    return `${name.toLowerCase()}@example.org`;
  }
}
