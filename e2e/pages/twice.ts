import { type Locator, type Page, expect } from "@playwright/test";

/** The page where the same person is found twice. */
export class Twice {
  constructor(private readonly page: Page) {}

  /** The pairs that wait. */
  get pairs(): Locator {
    return this.page.getByRole("list", { name: "Pairs" }).getByRole("link");
  }

  get compare(): Locator {
    return this.page.getByRole("region", { name: "Is this one person?" });
  }

  /** Waits until everybody was looked through, and so many pairs wait. */
  async finds(count: number): Promise<void> {
    if (count === 0) {
      await expect(this.page.getByRole("heading", { name: "Nobody is here twice" })).toBeVisible();
    } else {
      await expect(this.pairs).toHaveCount(count);
    }
  }

  async choose(question: string, answer: string): Promise<void> {
    const group = this.compare.getByRole("radiogroup", { name: question });
    // An answer is named by its words and when it was given.
    const radio = group.getByRole("radio", { name: new RegExp(`^${answer} (today|yesterday|\\d)`) });
    await radio.check();
  }

  async makeOne(): Promise<void> {
    await this.compare.getByRole("button", { name: "Make one card" }).click();
  }

  async areTwo(): Promise<void> {
    await this.compare.getByRole("button", { name: "Two different people" }).click();
  }
}
