import { expect, test } from "../fixtures/test.ts";

test("a whole visit is done by the keyboard", async ({ alice }) => {
  const { keyboard } = alice.page;
  await alice.open("/import");
  await alice.import.choose("people.csv", "name,usual order\nAmara Diallo,Chai\nBilal Rahman,Filter\nChloé Moreau,Cortado\n");
  await alice.import.ends("3 people came in.");
  await alice.open();
  await expect(alice.people.count).toHaveText("3");
  await alice.page.getByRole("button", { name: "Name", exact: true }).click();

  // `/` searches, Escape clears and leaves the field, and the list has the focus.
  await keyboard.press("/");
  await expect(alice.people.search).toBeFocused();
  await keyboard.type("chl");
  await expect(alice.people.count).toHaveText("1 of 3");
  await keyboard.press("Escape");
  await expect(alice.people.search).toHaveValue("");
  await expect(alice.people.grid).toBeFocused();

  // j and k move, Enter opens, Escape goes back.
  await keyboard.press("j");
  await expect(alice.people.here).toContainText("Amara Diallo");
  await keyboard.press("j");
  await keyboard.press("j");
  await keyboard.press("k");
  await expect(alice.people.here).toContainText("Bilal Rahman");
  await keyboard.press("Enter");
  await alice.card.isOf("Bilal Rahman");
  await keyboard.press("j");
  await alice.card.isOf("Chloé Moreau");
  await keyboard.press("k");
  await alice.card.isOf("Bilal Rahman");
  await keyboard.press("c");
  await expect(alice.card.composer).toBeFocused();
  await keyboard.type("j n / are letters here");
  await keyboard.press("Control+Enter");
  await alice.card.tells("j n / are letters here");
  await keyboard.press("Escape");
  await keyboard.press("Escape");
  await expect(alice.people.grid).toBeVisible();

  // n adds somebody.
  await keyboard.press("n");
  await expect(alice.newPerson.field("Name")).toBeFocused();
  await keyboard.type("Nils Björk");
  await keyboard.press("Enter");
  await alice.card.isOf("Nils Björk");
  await keyboard.press("g");
  await keyboard.press("p");
  await expect(alice.people.count).toHaveText("4");
  await keyboard.press("j");
  const name = (await alice.people.here.getByRole("link").textContent()) ?? "";
  await keyboard.press("Enter");
  await alice.card.isOf(name);
  await keyboard.press("?");
  await expect(alice.page.getByRole("dialog", { name: "Keys" })).toBeVisible();
});
