import { AxeBuilder } from "@axe-core/playwright";

import type { Actor } from "../fixtures/actor.ts";
import { expect, test } from "../fixtures/test.ts";

async function isAccessible(who: Actor, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page: who.page }).analyze();
  const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  expect.soft(found, what).toEqual([]);
}

test("some of a sale comes back, and the stream and the facts say so", async ({ alice }) => {
  await alice.open();
  await alice.firstStart.add("Noor Haddad");
  await alice.page.getByRole("button", { name: "Sale" }).filter({ visible: true }).first().click();
  const sale = alice.page.getByRole("dialog", { name: /^Sale to/ });
  await sale.getByLabel("Product").fill("Cup");
  await sale.getByLabel("Quantity").fill("3");
  await sale.getByLabel("Price of one").fill("4.00");
  await sale.getByRole("button", { name: /^Save/ }).click();
  await expect(alice.card.timeline.locator("ol")).toContainText("You sold");

  let form = await alice.card.giveBack("€12.00");
  await form.getByLabel("Cup, of 3").fill("4");
  await form.getByRole("button", { name: "Write down" }).click();
  await expect(form).toContainText("No more can come back than was bought");
  await form.getByLabel("Cup, of 3").fill("1");
  await form.getByLabel("Why").fill("The handle broke");
  await isAccessible(alice, "a return being written down");
  // What is typed outlives the page.
  await alice.reload();
  form = alice.card.timeline.getByRole("form", { name: "What came back" });
  await expect(form.getByLabel("Why")).toHaveValue("The handle broke");
  await expect(form.getByLabel("Given back, EUR")).toHaveAttribute("placeholder", "4.00");
  await form.getByRole("button", { name: "Write down" }).click();

  const stream = alice.card.timeline.locator("ol");
  await expect(stream).toContainText("You took something back");
  await expect(stream).toContainText("€4.00 given back");
  await expect(stream).toContainText("The handle broke");
  await expect(stream).toContainText("Some of it came back");
  await expect(alice.card.details.getByText("€8.00 in 1 sale")).toBeVisible();
  await alice.undo("Return written down, €4.00 given back");
  await expect(alice.card.details.getByText("€12.00 in 1 sale")).toBeVisible();
  await expect(stream).not.toContainText("took something back");
});

test("a promise is written down by hand with its day, kept, and open again", async ({ alice }) => {
  await alice.open();
  await alice.firstStart.add("Owen Price");
  await alice.page.getByRole("button", { name: "A promise", exact: true }).click();
  await alice.page.getByLabel("Promised").fill("The spare key");
  await alice.page.getByLabel("Due").fill("2031-05-06");
  await isAccessible(alice, "a promise by hand");
  await alice.reload();
  await expect(alice.page.getByLabel("Promised")).toHaveValue("The spare key");
  await alice.page.getByRole("button", { name: /^Save/ }).click();
  const open = alice.card.brief("Open promises");
  await expect(open).toContainText("The spare key");
  await expect(open).toContainText("6 May 2031");
  await alice.card.keepPromise("The spare key");
  await expect(open).toBeHidden();
  await expect(alice.page.getByRole("heading", { level: 1 })).toBeFocused();
  const turn = alice.card.timeline.getByRole("button", { name: "Open again" });
  await turn.focus();
  await alice.page.keyboard.press("Enter");
  await expect(open).toContainText("The spare key");
  await expect(alice.card.timeline.getByRole("button", { name: "Kept" })).toBeFocused();
  await alice.undo("Open again: The spare key");
  await expect(open).toBeHidden();
});

test("a chat and a form are among the other ways", async ({ alice }) => {
  await alice.open();
  await alice.firstStart.add("Owen Price");
  for (const [way, told] of [["Chat", "You wrote in the chat"], ["Form", "Owen filled in a form"]] as const) {
    await alice.page.getByRole("button", { name: "Other ways" }).click();
    await alice.page.getByRole("menuitem", { name: way }).click();
    await alice.card.note(`By ${way}`);
    await expect(alice.card.timeline.locator("ol").getByText(told)).toBeVisible();
  }
});

test("a note is no contact, on the card and in the list", async ({ alice }) => {
  await alice.open();
  await alice.firstStart.add("Owen Price");
  await alice.card.note("Prefers the window");
  await expect(alice.card.brief("Last note")).toContainText("Prefers the window");
  await expect(alice.card.brief("Last contact")).toBeHidden();
  await alice.card.by("Call");
  await alice.card.note("Asked for decaf");
  await expect(alice.card.brief("Last contact")).toContainText("Asked for decaf");
});

test("what colleagues changed is listed until somebody looks", async ({ alice, bob }) => {
  const link = await alice.startTeam("Marta Kowalczyk");
  await alice.people.show();
  await alice.newPerson.add("Owen Price", "Espresso");
  await alice.badge.says("On the server");
  await bob.joinTeam(link, 2);
  const way = bob.page.getByRole("link", { name: /^What changed/ });
  await expect(way).toBeHidden();
  await bob.open("/changed");
  await expect(bob.page.getByText("Nothing new")).toBeVisible();

  await alice.card.set("Usual order", "Cortado");
  await alice.people.show();
  await alice.people.openPerson("Marta Kowalczyk");
  await alice.card.set("Company", "Studio Wisła");
  await alice.people.show();
  await alice.newPerson.add("Aylin Çelik", "Chai");
  await expect(way).toContainText("3");
  const lines = bob.page.locator(".changed-line");
  await expect(lines).toHaveCount(3);
  await expect(lines.nth(0)).toContainText("Aylin Çelik");
  await expect(lines.nth(0)).toContainText("New here");
  await expect(lines.nth(1)).toContainText("Company: Studio Wisła");
  await expect(lines.nth(2)).toContainText("Usual order: Cortado");
  await isAccessible(bob, "what changed");

  await lines.filter({ hasText: "Owen Price" }).click();
  await bob.card.isOf("Owen Price");
  await expect(bob.card.brief("New from others")).toContainText("Usual order: Cortado");
  await expect(way).toContainText("2");
  await way.click();
  await bob.page.getByRole("button", { name: "Mark all as seen" }).click();
  await expect(bob.page.getByText("Nothing new")).toBeVisible();
  await bob.undo("2 marked as seen");
  await expect(lines).toHaveCount(2);
  await bob.reload();
  await expect(lines).toHaveCount(2);
});

test("an organisation with two answers is to be sorted out, and the choice is taken back", async ({ alice, bob }) => {
  const link = await alice.startTeam("Noor Haddad");
  await alice.people.show();
  await alice.people.openPerson("Noor Haddad");
  await alice.card.add("Relationship");
  const form = alice.card.details.getByRole("form", { name: "Relationship" });
  await form.getByLabel("Who").fill("Haddad Ceramics");
  await form.getByRole("button", { name: "New organisation “Haddad Ceramics”" }).click();
  await alice.badge.says("On the server");
  await bob.joinTeam(link, 1);
  const related = (who: Actor) => who.card.details.getByRole("region", { name: "Relationships" });
  await bob.people.openPerson("Noor Haddad");
  for (const who of [alice, bob]) {
    await related(who).getByRole("link", { name: "Haddad Ceramics" }).click();
    await who.card.isOf("Haddad Ceramics");
  }
  await alice.goOffline();
  await bob.goOffline();
  await alice.card.set("Usual order", "Cups");
  await bob.card.set("Usual order", "Bowls");
  await alice.comeBack();
  await bob.comeBack();
  await alice.card.hasAnswers("Usual order", ["Cups", "Bowls"]);
  // An organisation is to be sorted out as well.
  await alice.page.getByRole("link", { name: /^To sort out/ }).click();
  await alice.page.getByRole("link", { name: /Haddad Ceramics/ }).click();
  const answers = await alice.card.answers("Usual order").locator(".answer strong").allTextContents();
  const [shown = "", other = ""] = answers;
  await alice.card.choose("Usual order", other);
  await alice.card.says("Usual order", other);
  await alice.undo(`Usual order: ${other}`);
  await alice.card.says("Usual order", shown);
});
