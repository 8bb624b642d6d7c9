// Every screen of one tab, in the product's own words.

import { type Page, expect } from "@playwright/test";

import { Account } from "./account.ts";
import { Badge } from "./badge.ts";
import { Bin } from "./bin.ts";
import { Bulk } from "./bulk.ts";
import { Card } from "./card.ts";
import { Erase } from "./erase.ts";
import { Files } from "./files.ts";
import { FirstStart } from "./first-start.ts";
import { Import } from "./import.ts";
import { NewPerson } from "./new-person.ts";
import { People } from "./people.ts";
import { Photo } from "./photo.ts";
import { Segments } from "./segments.ts";
import { Team } from "./team.ts";
import { Twice } from "./twice.ts";
import { Work } from "./work.ts";

/** One tab. */
export class Screens {
  readonly account: Account;
  readonly badge: Badge;
  readonly bin: Bin;
  readonly erase: Erase;
  readonly bulk: Bulk;
  readonly card: Card;
  readonly files: Files;
  readonly firstStart: FirstStart;
  readonly import: Import;
  readonly newPerson: NewPerson;
  readonly people: People;
  readonly photo: Photo;
  readonly segments: Segments;
  readonly team: Team;
  readonly twice: Twice;
  readonly work: Work;

  constructor(
    readonly page: Page,
    private readonly origin: string,
  ) {
    this.account = new Account(page, origin);
    this.badge = new Badge(page);
    this.bin = new Bin(page);
    this.erase = new Erase(page);
    this.bulk = new Bulk(page);
    this.card = new Card(page);
    this.files = new Files(page);
    this.firstStart = new FirstStart(page);
    this.import = new Import(page);
    this.newPerson = new NewPerson(page);
    this.people = new People(page);
    this.photo = new Photo(page);
    this.segments = new Segments(page);
    this.team = new Team(page, origin);
    this.twice = new Twice(page);
    this.work = new Work(page);
  }

  /** Opens an address of the app, and waits until it has read what this device keeps. */
  async open(path = "/people"): Promise<void> {
    await this.page.goto(this.origin + path);
    await this.isOpen();
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.isOpen();
  }

  /** The app draws, and has found out where the work is. */
  async isOpen(): Promise<void> {
    await expect(this.page.locator("#opening:not([aria-hidden])")).toHaveCount(0);
    await expect(this.page.getByTestId("sync-badge").first()).toBeAttached();
  }

  /** Waits until the service worker keeps the whole app, so that it opens without a server. */
  async appIsKept(): Promise<void> {
    await this.page.evaluate(async () => {
      const { active } = await navigator.serviceWorker.ready;
      if (!active) throw new Error("no service worker is active");
    });
  }

  /** A line above the screen that says a condition. */
  banner(words: string | RegExp) {
    return this.page.locator(".banner").filter({ hasText: words });
  }

  /** Takes back what the toast says. */
  async undo(words: string | RegExp): Promise<void> {
    const toast = this.page.locator(".toast").filter({ hasText: words });
    await toast.getByRole("button", { name: "Undo" }).click();
  }

  async close(): Promise<void> {
    await this.page.close();
  }
}
