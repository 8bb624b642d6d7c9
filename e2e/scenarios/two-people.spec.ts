import { expect, test } from "../fixtures/test.ts";

test("two people edit one record offline, and every edit of both survives", async ({ alice, bob }) => {
  const link = await alice.startTeam("Noor Haddad");
  await bob.joinTeam(link, 1);
  await alice.people.show();
  await alice.people.openPerson("Noor Haddad");
  await bob.people.openPerson("Noor Haddad");

  await alice.goOffline();
  await bob.goOffline();
  await alice.card.set("Company", "Haddad Ceramics");
  await alice.card.note("Ordered 40 cups.");
  await bob.card.addItem("Phone", "+49 30 555 0192");
  await bob.card.note("Called back on Tuesday.");
  // The same field, differently, and for the first time on both devices.
  await alice.card.set("Usual order", "Cortado");
  await bob.card.set("Usual order", "Espresso tonic");
  await alice.badge.says(/3 waiting$/);
  await bob.badge.says(/3 waiting$/);

  await alice.comeBack();
  await bob.comeBack();
  for (const person of [alice, bob]) {
    await person.card.says("Company", "Haddad Ceramics");
    await person.card.says("Phone", "+49 30 555 0192");
    await person.card.tells("Ordered 40 cups.");
    await person.card.tells("Called back on Tuesday.");
    await person.card.hasAnswers("Usual order", ["Cortado", "Espresso tonic"]);
    await person.badge.says("On the server");
  }
  await bob.people.show();
  await expect(bob.people.row("Noor Haddad")).toContainText("2 answers");

  await alice.card.choose("Usual order", "Espresso tonic");
  await alice.card.says("Usual order", "Espresso tonic");
  await expect(bob.people.row("Noor Haddad")).not.toContainText("2 answers");
  await expect(bob.people.row("Noor Haddad")).toContainText("Espresso tonic");
  await bob.people.openPerson("Noor Haddad");
  await bob.card.says("Usual order", "Espresso tonic");
});

test("an edit of one is on the screen of the other without a reload", async ({ alice, bob }) => {
  const link = await alice.startTeam("Tomás Oliveira");
  await bob.joinTeam(link, 1);
  await alice.people.show();
  await alice.newPerson.add("Aylin Çelik", "Turkish, medium sweet");
  await expect(bob.people.count).toHaveText("2");
  await bob.people.openPerson("Aylin Çelik");
  await alice.card.set("Usual order", "Chai, oat");
  await bob.card.says("Usual order", "Chai, oat");
  await bob.card.set("Company", "Çelik Textiles");
  await alice.card.says("Company", "Çelik Textiles");
});

test("a network that comes back unannounced is found again", async ({ alice, bob }) => {
  const link = await alice.startTeam("Ruth Adeyemi");
  await bob.joinTeam(link, 1);
  await alice.goOffline();
  await alice.people.show();
  await alice.people.openPerson("Ruth Adeyemi");
  await alice.card.set("Usual order", "Filter, refill");
  alice.network.mend();
  await alice.badge.says("On the server", 30_000);
  await expect(bob.people.row("Ruth Adeyemi")).toContainText("Filter, refill");
});

test("everything written for the first time on two devices at once is readable on both", async ({
  alice,
  bob,
}) => {
  const link = await alice.startTeam("Elif Aydın");
  await bob.joinTeam(link, 1);
  await alice.people.show();
  await alice.people.openPerson("Elif Aydın");
  await bob.people.openPerson("Elif Aydın");
  await alice.goOffline();
  await bob.goOffline();

  const people = [
    { actor: alice, says: "Alice’s" },
    { actor: bob, says: "Bob’s" },
  ];
  const fields = ["Company", "Usual order", "Pinned note", "Birthday"];
  for (const { actor, says } of people) {
    for (const field of fields) await actor.card.set(field, `${says} ${field}`);
    await actor.card.addItem("Phone", `${says} number`);
    await actor.card.addItem("Email", `${says} address`);
    await actor.card.addItem("Good to know", `${says} preference`);
    await actor.card.tag(`${says} tag`);
    await actor.card.tag("Both");
    await actor.card.note(`${says} note`);
  }
  await alice.comeBack();
  await bob.comeBack();

  for (const { actor: reader } of people) {
    for (const field of fields) {
      await reader.card.hasAnswers(field, people.map(({ says }) => `${says} ${field}`));
    }
    for (const { says } of people) {
      for (const item of ["number", "address", "preference"]) {
        await expect(reader.card.details.getByText(`${says} ${item}`, { exact: true })).toBeVisible();
      }
      await reader.card.wears(`${says} tag`);
      await reader.card.tells(`${says} note`);
    }
    await reader.card.wears("Both");
  }
});
