import { expect, test } from "../fixtures/test.ts";

test("drafts survive a reload until they are kept or thrown away", async ({ alice }) => {
  await alice.open();
  await alice.page.getByRole("textbox", { name: "Name" }).fill("Half a na");
  await alice.reload();
  await expect(alice.page.getByRole("textbox", { name: "Name" })).toHaveValue("Half a na");
  await alice.firstStart.add("Sofia Brandt");
  await alice.card.isOf("Sofia Brandt");

  await alice.card.composer.fill("A note that nobody saved yet");
  await alice.card.type("Usual order", "Half an order");
  await alice.reload();
  await expect(alice.card.composer).toHaveValue("A note that nobody saved yet");
  await expect(alice.card.input("Usual order")).toHaveValue("Half an order");
  await alice.card.input("Usual order").press("Enter");
  await alice.card.says("Usual order", "Half an order");
  await alice.card.composer.press("Control+Enter");
  await alice.card.tells("A note that nobody saved yet");

  await alice.people.show();
  await alice.newPerson.open();
  await alice.newPerson.field("Name").fill("Half a person");
  await alice.newPerson.field("Mobile").fill("+31 6 12");
  await alice.page.keyboard.press("Escape");
  await expect(alice.newPerson.dialog).toBeHidden();
  await alice.reload();
  await alice.newPerson.open();
  await expect(alice.newPerson.field("Name")).toHaveValue("Half a person");
  await expect(alice.newPerson.field("Mobile")).toHaveValue("+31 6 12");
  await expect(alice.newPerson.dialog.getByText(/^Draft from .*kept$/)).toBeVisible();
  await alice.newPerson.dialog.getByRole("button", { name: "Throw away" }).click();
  await alice.newPerson.open();
  await expect(alice.newPerson.field("Name")).toHaveValue("");
});

test("who is typed again is told while they are typed, and what was typed stays", async ({ alice }) => {
  await alice.open();
  await alice.firstStart.add("Sofia Brandt");
  await alice.card.addItem("Phone", "+49 171 234567");
  await alice.people.show();
  await alice.newPerson.open();
  await alice.newPerson.field("Mobile").fill("0171 2345");
  await expect(alice.newPerson.alreadyHere).toHaveCount(0);
  await alice.newPerson.field("Mobile").fill("0171 234567");
  await expect(alice.newPerson.alreadyHere).toHaveText(/Sofia Brandt.*same phone number$/);
  await alice.newPerson.field("Name").fill("Brandt, Sofia");
  await expect(alice.newPerson.alreadyHere).toHaveText(/same phone number, same name$/);
  await alice.newPerson.alreadyHere.click();
  await alice.card.isOf("Sofia Brandt");
  await expect(alice.newPerson.dialog).toBeHidden();

  // Whoever means another person adds them all the same.
  await alice.people.show();
  await alice.newPerson.open();
  await expect(alice.newPerson.field("Mobile")).toHaveValue("0171 234567");
  await alice.newPerson.dialog.getByRole("button", { name: "Add" }).click();
  await alice.card.isOf("Brandt, Sofia");
});

test("who was put in the bin comes back, at once or late", async ({ alice, bob }) => {
  const link = await alice.startTeam("Marta Kowalczyk");
  await alice.people.show();
  await alice.newPerson.add("Dries Peeters");
  await alice.card.putInBin();
  await alice.people.show();
  await expect(alice.people.row("Dries Peeters")).toHaveCount(0);
  await alice.undo("Dries Peeters is in the bin");
  await expect(alice.people.row("Dries Peeters")).toHaveCount(1);

  await alice.people.openPerson("Dries Peeters");
  await alice.card.putInBin();
  await alice.badge.says("On the server");
  await bob.joinTeam(link, 1);
  await bob.open("/bin");
  await bob.bin.restore("Dries Peeters");
  await bob.people.show();
  await expect(bob.people.row("Dries Peeters")).toHaveCount(1);
  await alice.people.show();
  await expect(alice.people.row("Dries Peeters")).toHaveCount(1);
});
