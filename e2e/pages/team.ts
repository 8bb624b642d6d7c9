import { type Page, expect } from "@playwright/test";

/** Sharing this workspace, and joining another. */
export class Team {
  constructor(
    private readonly page: Page,
    private readonly origin: string,
  ) {}

  /** Puts the workspace on the server; gives the link. */
  async share(): Promise<string> {
    await this.page.goto(`${this.origin}/share`);
    await this.page.getByRole("button", { name: "Put it on the server and get the link" }).click();
    const link = this.page.getByRole("textbox", { name: "The link" });
    await expect(link).toHaveValue(/#join=[0-9a-z]+$/i);
    return link.inputValue();
  }

  /** A colleague's link as this person's network reaches the server: each has a port of their own. */
  reachable(link: string): string {
    return link.replace(/^https?:\/\/[^/]+/, this.origin);
  }

  /** Pastes a link on the page that joins. */
  async join(link: string): Promise<void> {
    await this.page.getByRole("textbox", { name: "The link" }).fill(this.reachable(link));
    await this.page.getByRole("button", { name: "Join", exact: true }).click();
  }

  /** What the page says of a link that opens nothing. */
  get refusal() {
    return this.page.locator(".panel-bad").filter({ hasText: "Not joined" });
  }
}
