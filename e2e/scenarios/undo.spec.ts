import { expect, test } from "../fixtures/test.ts";

test("a key takes back what was done, and does it again", async ({ alice }) => {
  const { keyboard } = alice.page;
  await alice.open();
  await alice.firstStart.add("Marta Kowalczyk", "Flat white");
  await alice.card.set("Usual order", "Cortado");
  await alice.card.set("Company", "Studio Wisła");
  await keyboard.press("Control+z");
  await expect(alice.card.value("Company")).toHaveText("Not known yet");
  await keyboard.press("Control+z");
  await alice.card.says("Usual order", "Flat white");
  await keyboard.press("Control+Shift+Z");
  await alice.card.says("Usual order", "Cortado");
  // In a field, the key is the field's own.
  await alice.card.type("Usual order", "Espresso");
  await keyboard.press("Control+z");
  await keyboard.press("Escape");
  await alice.card.says("Usual order", "Cortado");
});

test("an undo leaves alone what somebody changed since, and says so", async ({ alice, bob }) => {
  const link = await alice.startTeam("Noor Haddad");
  await bob.joinTeam(link, 1);
  await alice.people.show();
  await alice.people.openPerson("Noor Haddad");
  await alice.card.set("Company", "Haddad Ceramics");
  await bob.people.openPerson("Noor Haddad");
  await bob.card.says("Company", "Haddad Ceramics");
  await bob.card.set("Company", "Haddad & Daughters");
  await alice.card.says("Company", "Haddad & Daughters");
  await alice.page.keyboard.press("Control+z");
  await expect(alice.page.locator(".toast")).toContainText("Company had changed since, and stays");
  await alice.card.says("Company", "Haddad & Daughters");
});

test("the history says who changed what, and puts a value back", async ({ alice, bob }) => {
  const link = await alice.startTeam("Noor Haddad");
  await alice.page.goto(alice.page.url().replace(/\/[^/]*$/, "/more"));
  await alice.page.getByRole("textbox", { name: "Your name" }).fill("Ana");
  await alice.page.getByRole("button", { name: "Keep" }).click();
  await alice.people.show();
  await alice.people.openPerson("Noor Haddad");
  await alice.card.set("Usual order", "Flat white");
  await alice.card.set("Usual order", "Cortado");
  await alice.badge.says("On the server");

  await bob.joinTeam(link, 1);
  await bob.people.openPerson("Noor Haddad");
  await bob.page.getByRole("link", { name: "History" }).click();
  const newest = bob.page.locator(".history-change").first();
  await expect(newest).toContainText("Ana changed");
  await expect(newest.locator("del")).toHaveText("Flat white");
  await expect(newest.locator("ins")).toHaveText("Cortado");
  await newest.getByRole("button", { name: /^Put back/ }).click();
  await expect(bob.page.locator(".history-change").first()).toContainText("You changed");
  await bob.page.getByRole("link", { name: "Back to the card" }).click();
  await bob.card.says("Usual order", "Flat white");
  await alice.card.says("Usual order", "Flat white");
});

test("a bulk act is taken back late, from the history of one of its people", async ({ alice }) => {
  await alice.open("/import");
  await alice.import.choose("till.csv", "name\nAmara Diallo\nBilal Rahman\nChloé Moreau\n");
  await alice.import.ends("3 people came in.");
  await alice.open();
  await alice.bulk.tick("Amara Diallo");
  await alice.page.keyboard.press("Control+a");
  await alice.bulk.tag("Market");
  const worn = alice.people.grid.locator(".row .chip", { hasText: "Market" });
  await expect(worn).toHaveCount(3);
  await alice.reload();
  await alice.people.openPerson("Bilal Rahman");
  await alice.page.getByRole("link", { name: "History" }).click();
  await alice.page.getByRole("button", { name: "Undo for all" }).click();
  await expect(alice.page.getByText("Taken back for 3")).toBeVisible();
  await alice.badge.says("On this device");
  await alice.open();
  await expect(alice.people.count).toHaveText("3");
  await expect(worn).toHaveCount(0);
});
