import { random } from "../fixtures/random.ts";
import { expect, test } from "../fixtures/test.ts";

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
  const link = await alice.startTeam("Bilal Rahman");
  await bob.joinTeam(link, 1);
  await bob.people.openPerson("Bilal Rahman");
  await alice.people.show();
  await alice.people.openPerson("Bilal Rahman");
  const second = await alice.anotherTab(new URL(alice.page.url()).pathname);
  await second.card.isOf("Bilal Rahman");
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

test("four tabs on one record, closed at random, lose no edit", async ({ alice }) => {
  test.setTimeout(120_000);
  const next = random(9);
  await alice.open();
  await alice.firstStart.add("Yuki Tanaka");
  await alice.card.isOf("Yuki Tanaka");
  await alice.badge.says("On this device");
  const path = new URL(alice.page.url()).pathname;
  const tabs = await Promise.all([1, 2, 3, 4].map(() => alice.anotherTab(path)));
  const notes: string[] = [];
  for (let round = 0; round < 24; round++) {
    const place = Math.floor(next() * tabs.length);
    const tab = tabs[place];
    if (!tab) throw new Error("no such tab");
    const text = `Note ${round}`;
    await tab.card.composer.fill(text);
    await tab.card.composer.press("Control+Enter");
    notes.push(text);
    if (next() < 0.3) {
      // Nothing is promised before the badge says so; after it, everything.
      await tab.badge.says("On this device");
      await tab.close();
      tabs[place] = await alice.anotherTab(path);
    }
  }
  for (const tab of tabs) await tab.badge.says("On this device");
  for (const tab of tabs) await expect(tab.card.timeline.getByRole("listitem").filter({ hasText: /Note \d/ })).toHaveCount(notes.length);
  await alice.reload();
  for (const note of notes) await alice.card.tells(note);
});
