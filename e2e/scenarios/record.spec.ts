import { AxeBuilder } from "@axe-core/playwright";

import type { Actor } from "../fixtures/actor.ts";
import { expect, test } from "../fixtures/test.ts";

async function isAccessible(who: Actor, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page: who.page }).analyze();
  const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  expect.soft(found, what).toEqual([]);
}

test("a promise in what is written down is shown, kept by a tick, and open again by undo", async ({ alice }) => {
  await alice.open();
  await alice.firstStart.add("Marta Kowalczyk", "Oat flat white");
  await alice.card.isOf("Marta Kowalczyk");
  await alice.card.by("Call");
  await alice.card.composer.fill("Wants to try the decaf, call back tomorrow 9");
  await expect(alice.card.timeline.getByText("Promise: call back, tomorrow 9:00")).toBeVisible();
  await isAccessible(alice, "a promise being written");
  await alice.card.composer.press("Control+Enter");

  await expect(alice.card.brief("Open promises")).toContainText("Call back");
  await expect(alice.card.brief("Open promises")).toContainText("tomorrow 9:00");
  await expect(alice.card.brief("Last contact")).toContainText("You called");
  await expect(alice.card.timeline.getByText("Promise open: Call back, tomorrow 9:00")).toBeVisible();
  await alice.card.keepPromise("Call back");
  await expect(alice.card.brief("Open promises")).toBeHidden();
  await expect(alice.card.timeline.getByText(/^Kept today/)).toBeVisible();
  await alice.undo("Kept: Call back");
  await expect(alice.card.brief("Open promises")).toContainText("Call back");
});

test("a promise that is none is taken away before it is saved", async ({ alice }) => {
  await alice.open();
  await alice.firstStart.add("Owen Price");
  await alice.card.composer.fill("Send the invoice by Friday");
  await alice.card.timeline.getByRole("button", { name: /^Take “Promise: Send the invoice/ }).click();
  await expect(alice.card.timeline.getByText(/^Promise:/)).toBeHidden();
  await alice.card.composer.press("Control+Enter");
  await alice.card.tells("Send the invoice by Friday");
  await expect(alice.card.brief("Open promises")).toBeHidden();
});

test("the way that was used last comes first, also after a reload", async ({ alice }) => {
  await alice.open();
  await alice.firstStart.add("Owen Price");
  await alice.card.by("Email");
  await alice.card.note("Sent the list of beans");
  await expect(alice.card.timeline.locator("ol").getByText("You wrote an email")).toBeVisible();
  await alice.reload();
  const ways = alice.page.getByRole("group", { name: "How it happened" }).getByRole("button");
  await expect(ways.first()).toHaveAccessibleName("Email");
  await expect(ways.first()).toHaveAttribute("aria-pressed", "true");
  await alice.card.by("Email");
  await alice.card.note("Asked for the price of decaf");
  await expect(alice.card.timeline.locator("ol").getByText("Owen wrote an email")).toBeVisible();
});

test("a sale counts until it is void, and the timeline shows what it is asked for", async ({ alice }) => {
  await alice.open();
  await alice.firstStart.add("Noor Haddad", "Ethiopian V60");
  await alice.card.sell("Ethiopian V60", "3.50");
  await expect(alice.card.timeline.getByText("€3.50")).toBeVisible();
  await expect(alice.card.details.getByText("€3.50 in 1 sale")).toBeVisible();
  await expect(alice.card.brief("Usual order")).toContainText("1 of 12 weeks");
  await alice.card.note("Waited too long today");

  await alice.card.timeline.getByText("Sales", { exact: true }).click();
  await expect(alice.card.timeline.getByText("Waited too long today")).toBeHidden();
  await isAccessible(alice, "the sales of a card");
  const form = await alice.card.giveBack("€3.50");
  await form.getByText("It never was").click();
  await form.getByRole("button", { name: "Void the sale" }).click();
  await expect(alice.card.timeline.getByText("Void: it does not count")).toBeVisible();
  await expect(alice.card.details.getByText("€3.50 in 1 sale")).toBeHidden();
  await alice.undo("The sale of €3.50 is void");
  await expect(alice.card.details.getByText("€3.50 in 1 sale")).toBeVisible();
});

test("what a colleague changed meanwhile is told at the next look", async ({ alice, bob }) => {
  const link = await alice.startTeam("Marta Kowalczyk");
  await bob.joinTeam(link, 1);
  await bob.people.openPerson("Marta Kowalczyk");
  await expect(bob.card.brief(/^Since you last looked/)).toBeHidden();
  await bob.people.show();

  await alice.people.show();
  await alice.people.openPerson("Marta Kowalczyk");
  await alice.card.set("Usual order", "Oat flat white, extra hot");
  await alice.card.sell("Cinnamon bun", "2.20");
  await alice.badge.says(/On the server/);

  await expect(bob.people.row("Oat flat white, extra hot")).toBeVisible();
  await bob.people.openPerson("Marta Kowalczyk");
  const news = bob.card.brief(/^Since you last looked, today/);
  await expect(news).toContainText("1 sale, €2.20");
  await expect(news).toContainText("Usual order: Oat flat white, extra hot");
  await bob.card.timeline.getByRole("button", { name: /^Usual order/ }).click();
  await bob.people.show();
  await bob.people.openPerson("Marta Kowalczyk");
  await expect(bob.card.brief(/^Since you last looked/)).toBeHidden();
});

test("a relationship reads from both sides, and an organisation knows who works there", async ({ alice }) => {
  await alice.open();
  await alice.firstStart.add("Marta Kowalczyk");
  await alice.card.add("Relationship");
  const form = alice.card.details.getByRole("form", { name: "Relationship" });
  await form.getByLabel("Who").fill("Studio Wisła");
  await form.getByRole("button", { name: "New organisation “Studio Wisła”" }).click();
  const related = alice.card.details.getByRole("region", { name: "Relationships" });
  await expect(related).toContainText("Works at");
  await isAccessible(alice, "a card with a relationship");
  await related.getByRole("link", { name: "Studio Wisła" }).click();
  await alice.card.isOf("Studio Wisła");
  await expect(related).toContainText("Employs");
  await expect(related.getByRole("link", { name: "Marta Kowalczyk" })).toBeVisible();
  await expect(alice.card.value("Birthday")).toHaveCount(0);
});

test("what somebody said about messages is never preset and keeps the sentence", async ({ alice }) => {
  await alice.open();
  await alice.firstStart.add("Ruth Adeyemi");
  const consents = alice.card.details.getByRole("region", { name: "May we message?" });
  await expect(consents.getByRole("button", { name: "Email: never asked" })).toBeVisible();
  await consents.getByRole("button", { name: "Email: never asked" }).click();
  const write = consents.getByRole("button", { name: "Write down" });
  await expect(write).toBeDisabled();
  await isAccessible(alice, "asking for consent");
  await consents.getByText("Yes", { exact: true }).click();
  await consents.getByLabel("The sentence that they heard or read").fill("May we write when the decaf is back?");
  await write.click();
  await consents.getByRole("button", { name: "Email: yes" }).click();
  await expect(consents).toContainText("Agreed today");
  await expect(consents).toContainText("“May we write when the decaf is back?”");
});

test("labels are changed where they stand, and likes are kept apart", async ({ alice }) => {
  await alice.open();
  await alice.firstStart.add("Elif Aydın");
  await alice.card.addItem("Phone", "+31 6 1234 5678");
  await alice.card.details.getByRole("button", { name: "Label: Phone. Change the label" }).click();
  await alice.card.details.getByRole("combobox", { name: "Label of Phone" }).fill("Shop");
  await alice.page.keyboard.press("Enter");
  await alice.card.says("Shop", "+31 6 1234 5678");
  await alice.card.add("Likes");
  await alice.card.input("Likes").fill("The window seat");
  await alice.page.keyboard.press("Enter");
  await alice.card.says("Likes", "The window seat");
  await alice.card.timeline.getByRole("button", { name: /Phone/ }).first().click();
  await expect(alice.card.timeline.getByText("+31 6 1234 5678")).toBeVisible();

  // What somebody opened stays open while it grows.
  await alice.card.set("Company", "Aydın Textiles");
  await expect(alice.card.timeline.getByText("Aydın Textiles")).toBeVisible();
  await expect(alice.card.timeline.getByText("+31 6 1234 5678")).toBeVisible();
});
