import { expect, test } from "../fixtures/test.ts";

test("a server killed in the middle of an edit loses nothing", async ({ alice, bob, server }) => {
  const link = await alice.startTeam("Henrik Lund");
  await bob.joinTeam(link, 1);
  await bob.people.openPerson("Henrik Lund");
  await alice.people.show();
  await alice.people.openPerson("Henrik Lund");

  await alice.card.note("Before the kill.");
  await alice.card.type("Usual order", "Double espresso");
  await server.kill();
  await alice.page.keyboard.press("Enter");
  await alice.card.note("While it was down.");
  await alice.badge.says(/^Offline/);

  await server.restart();
  await alice.badge.says("On the server", 30_000);
  await bob.badge.says("On the server", 30_000);
  for (const person of [alice, bob]) {
    await person.card.says("Usual order", "Double espresso");
    await person.card.tells("Before the kill.");
    await person.card.tells("While it was down.");
  }
});

test("an emptied server gets everything back from a device", async ({ alice, bob, server }) => {
  const link = await alice.startTeam("Priya Raman");
  await alice.people.show();
  await alice.newPerson.add("Dries Vermeulen", "Long black");
  await alice.badge.says("On the server");
  await server.stop();
  await server.empty();
  await server.restart();

  await alice.comeBack();
  await alice.badge.says("On the server", 30_000);
  await bob.joinTeam(link, 2);
  await bob.people.openPerson("Dries Vermeulen");
  await bob.card.says("Usual order", "Long black");
});

test("yesterday’s database copied back costs nobody anything", async ({ alice, bob, server }) => {
  const link = await alice.startTeam("Imogen Hart");
  await bob.joinTeam(link, 1);
  await alice.people.show();
  await alice.people.openPerson("Imogen Hart");
  await bob.people.openPerson("Imogen Hart");
  await server.stop();
  await server.backUp();
  await server.restart();
  for (const person of [alice, bob]) await person.comeBack();

  // Today's work: acknowledged, and seen by the other.
  await alice.card.note("Alice, on the server after the backup.");
  await bob.card.tells("Alice, on the server after the backup.");
  await bob.card.note("Bob, on the server after the backup.");
  await alice.card.tells("Bob, on the server after the backup.");
  for (const person of [alice, bob]) await person.badge.says("On the server");
  await server.stop();
  // And on both sides what never reached any server.
  await alice.card.note("Alice, while it was restored.");
  await bob.card.set("Usual order", "Ristretto, standing");
  await server.restore();
  await server.restart();

  for (const person of [alice, bob]) await person.comeBack();
  for (const person of [alice, bob]) {
    await person.badge.says("On the server", 30_000);
    await person.card.tells("Alice, on the server after the backup.");
    await person.card.tells("Bob, on the server after the backup.");
    await person.card.tells("Alice, while it was restored.");
    await person.card.says("Usual order", "Ristretto, standing");
  }
  // Nothing is missing on the server either: a new device gets all of it.
  const stranger = await bob.anotherDevice();
  await stranger.joinTeam(link, 1);
  await stranger.people.openPerson("Imogen Hart");
  await stranger.card.tells("Alice, on the server after the backup.");
  await stranger.card.tells("Bob, on the server after the backup.");
  await stranger.card.tells("Alice, while it was restored.");
  await stranger.card.says("Usual order", "Ristretto, standing");
  await stranger.leave();
  await expect(alice.banner(/./)).toHaveCount(0);
});
