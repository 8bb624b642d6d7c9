import { expect, test } from "../fixtures/test.ts";

test("the first customer is added and kept without a server", async ({ alice, server }) => {
  await alice.open();
  await expect(alice.firstStart.heading).toBeVisible();
  await alice.appIsKept();
  await server.stop();

  await alice.firstStart.add("Marta Wiśniewska", "Flat white with oat");
  await alice.card.isOf("Marta Wiśniewska");
  await alice.card.says("Usual order", "Flat white with oat");
  await alice.badge.says("On this device");

  await alice.reload();
  await alice.card.isOf("Marta Wiśniewska");
  await alice.people.show();
  await expect(alice.people.row("Marta Wiśniewska")).toContainText("Flat white with oat");
  await alice.badge.says("On this device");
});

test("everything of a record survives a reload without a network", async ({ alice }) => {
  await alice.startTeam("Owen Price");
  await alice.appIsKept();
  await alice.people.show();
  await alice.people.openPerson("Owen Price");
  await alice.goOffline();

  await alice.card.set("Company", "Price & Daughters");
  await alice.card.set("Pinned note", "Allergic to nuts");
  await alice.card.set("Birthday", "9 March 1984");
  await alice.card.addItem("Phone", "+31 6 1234 5678");
  await alice.card.addItem("Email", "owen@example.org");
  await alice.card.addItem("Good to know", "Never on Mondays");
  await alice.card.tag("Wholesale");
  await alice.card.note("Asked for 12 kg until Friday.");
  await alice.badge.says(/^Offline·?\s*8 waiting$/);

  await alice.reload();
  await alice.card.isOf("Owen Price");
  await alice.card.says("Company", "Price & Daughters");
  await alice.card.says("Pinned note", "Allergic to nuts");
  await alice.card.says("Birthday", "9 March 1984");
  await alice.card.says("Phone", "+31 6 1234 5678");
  await alice.card.says("Email", "owen@example.org");
  await alice.card.says("Good to know", "Never on Mondays");
  await alice.card.wears("Wholesale");
  await alice.card.tells("Asked for 12 kg until Friday.");
  await alice.badge.says(/^Offline·?\s*8 waiting$/);

  await alice.comeBack();
  await alice.badge.says("On the server");
});

test("made-up customers come at one click", async ({ alice }) => {
  await alice.open();
  await alice.firstStart.trySamples();
  await expect(alice.people.count).toHaveText("120");
  await alice.badge.says("On this device");
  await alice.reload();
  await expect(alice.people.count).toHaveText("120");
});
