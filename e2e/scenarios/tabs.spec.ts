import { random } from "../fixtures/random.ts";
import { figures, rounds, seed } from "../fixtures/rounds.ts";
import { storedChanges } from "../fixtures/stored-changes.ts";
import { expect, test } from "../fixtures/test.ts";
import type { Screens } from "../pages/screens.ts";

test("two tabs show every edit of each other at once", async ({ alice }) => {
  await alice.open();
  await alice.firstStart.add("Catarina Nunes");
  await alice.card.isOf("Catarina Nunes");
  const second = await alice.anotherTab(new URL(alice.page.url()).pathname);
  await second.card.isOf("Catarina Nunes");

  await alice.card.set("Usual order", "Galão");
  await second.card.says("Usual order", "Galão");
  await second.card.note("From the second tab.");
  await alice.card.tells("From the second tab.");
  await alice.badge.says("On this device");
  await second.badge.says("On this device");
});

test("the tab that stays takes over the connection of the one that closes", async ({ alice, bob }) => {
  const second = await alice.shareCard("Bilal Rahman", bob);
  await second.badge.says("On the server");

  // Through the first tab's connection.
  await second.card.note("While the first was open.");
  await bob.card.tells("While the first was open.");
  await alice.close();
  await second.card.note("After the first was closed.");
  await bob.card.tells("After the first was closed.");
  await second.badge.says("On the server");
  await bob.card.set("Usual order", "Chai");
  await second.card.says("Usual order", "Chai");
});

test("sharing in one tab connects the other", async ({ alice, bob }) => {
  await alice.open();
  await alice.firstStart.add("Matteo Ricci");
  await alice.card.isOf("Matteo Ricci");
  const second = await alice.anotherTab();
  await second.badge.says("On this device");
  const link = await alice.team.share();
  await second.badge.says("On the server");
  await bob.joinTeam(link, 1);
});

test("eight tabs on one record, closed and frozen at random, lose no edit", { tag: "@soak" }, async ({ alice }) => {
  const turns = rounds(32);
  test.setTimeout(120_000 + turns * 5_000);
  const next = random(seed(9));
  await alice.open();
  await alice.firstStart.add("Yuki Tanaka");
  await alice.card.isOf("Yuki Tanaka");
  await alice.badge.says("On this device");
  const path = new URL(alice.page.url()).pathname;
  const tabs = await Promise.all(Array.from({ length: 8 }, () => alice.anotherTab(path)));
  const frozen = new Map<Screens, () => Promise<void>>();
  const notes: string[] = [];
  let closed = 0;
  let froze = 0;
  for (let turn = 0; turn < turns; turn++) {
    const place = Math.floor(next() * tabs.length);
    const tab = tabs[place];
    if (!tab) throw new Error("no such tab");
    // Nobody types in a tab that the browser has stopped.
    await frozen.get(tab)?.();
    frozen.delete(tab);
    const text = `Note ${turn}`;
    await tab.card.composer.fill(text);
    await tab.card.composer.press("Control+Enter");
    notes.push(text);
    const luck = next();
    if (luck < 0.25) {
      // Nothing is promised before the badge says so; after it, everything.
      await tab.badge.says("On this device");
      await tab.close();
      tabs[place] = await alice.anotherTab(path);
      closed++;
    } else if (luck < 0.5) {
      // At once, with the note on its way to the database.
      frozen.set(tab, await freeze(tab));
      froze++;
    }
  }
  for (const thaw of frozen.values()) await thaw();
  for (const tab of tabs) await tab.badge.says("On this device");
  for (const tab of tabs) {
    await showAll(tab, notes.length);
    await expect(notesOf(tab)).toHaveCount(notes.length);
  }
  await alice.reload();
  await alice.card.isOf("Yuki Tanaka");
  await showAll(alice, notes.length);
  await expect(notesOf(alice)).toHaveCount(notes.length);
  const there = new Set(await notesOf(alice).locator(".entry-text").allTextContents());
  const lost = notes.filter((note) => !there.has(note));
  const { changes, repeated } = await storedChanges(alice.page);
  figures("tabs", 9, { tabs: 8, edits: notes.length, closed, frozen: froze, lost: lost.length, changes, repeated });
  expect(lost).toEqual([]);
  expect(repeated).toBe(0);
  expect(changes).toBeGreaterThanOrEqual(notes.length);
});

/** A long timeline shows its newest first. */
async function showAll(tab: Screens, entries: number): Promise<void> {
  if (entries > 50) await tab.card.timeline.getByRole("button", { name: /^Show all/ }).click();
}

function notesOf(tab: Screens) {
  return tab.card.timeline.getByRole("listitem").filter({ hasText: /Note \d/ });
}

/** Stops a tab as a browser does that saves power; gives what lets it go on. */
async function freeze(tab: Screens): Promise<() => Promise<void>> {
  const session = await tab.page.context().newCDPSession(tab.page);
  await session.send("Page.setWebLifecycleState", { state: "frozen" });
  return async () => {
    await session.send("Page.setWebLifecycleState", { state: "active" });
    await session.detach();
  };
}
