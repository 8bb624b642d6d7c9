// Every dialog, sheet and menu, on a phone and a desktop, light and dark.

import type { Actor } from "../fixtures/actor.ts";
import { isAccessible } from "../fixtures/accessible.ts";
import { expect, test } from "../fixtures/test.ts";

const THREE = "name,phone,email,tags\nAmara Diallo,+32 475 55 01 92,amara@example.org,Office\nBilal Rahman,,,\nChloé Moreau,,,Office\n";

async function withThree(alice: Actor): Promise<void> {
  await alice.open("/import");
  await alice.import.choose("till.csv", THREE);
  await alice.import.ends("3 people came in.");
  await alice.people.show();
}

/** Opens something over the page, looks at it, and closes it. */
async function looksAt(alice: Actor, what: string, open: () => Promise<void>, dialog?: string | RegExp) {
  await open();
  const shown = dialog && alice.page.getByRole("dialog", { name: dialog });
  if (shown) await expect(shown, what).toBeVisible();
  await isAccessible(alice, what);
  await alice.page.keyboard.press("Escape");
  if (shown) await expect(shown, what).toBeHidden();
}

test("every dialog of a list is accessible", async ({ alice }) => {
  test.setTimeout(240_000);
  const { page } = alice;
  const press = (name: string | RegExp) => page.getByRole("button", { name }).filter({ visible: true }).first().click();
  await withThree(alice);
  await looksAt(alice, "a new segment", async () => void (await alice.segments.begin()), "New segment");
  await looksAt(alice, "the keys", () => page.keyboard.press("?"), "Keys");
  await looksAt(alice, "find or do", async () => {
    await page.keyboard.press("Control+k");
    await page.keyboard.type("amara");
    await expect(page.getByRole("option").first()).toBeVisible();
  }, "Find or do");
  await looksAt(alice, "find or do, nobody of that name", async () => {
    await page.keyboard.press("Control+k");
    await page.keyboard.type("zzzz");
  }, "Find or do");

  await alice.bulk.tick("Amara Diallo");
  await alice.bulk.tick("Chloé Moreau");
  await isAccessible(alice, "two selected");
  await looksAt(alice, "a tag for who is selected", () => alice.bulk.bar.getByRole("button", { name: "Tag" }).click(), "Tag who is selected");
  await looksAt(alice, "a field of who is selected", () => alice.bulk.bar.getByRole("button", { name: "Set" }).click(), "Set a field of who is selected");
  await alice.bulk.bar.getByRole("button", { name: "Select nobody" }).click();

  await alice.segments.takeReady("No way to reach them");
  await looksAt(alice, "a segment's name", () => press("Rename the segment"), "Rename the segment");
  await alice.segments.add("Tag", "is not", "VIP");
  await looksAt(alice, "a segment to save", () => press("Save as segment"), "Save as a segment");
});

test("every form of a card is accessible", async ({ alice }) => {
  test.setTimeout(240_000);
  const { page } = alice;
  await withThree(alice);
  await alice.people.openPerson("Amara Diallo");
  await looksAt(alice, "a sale", () => page.keyboard.press("s"), /^Sale to/);
  await alice.card.sell("Oat flat white", "3.80");
  await looksAt(alice, "what can be added", () => page.getByRole("button", { name: "Add a detail" }).click());
  for (const form of ["Relationship", "Address"]) {
    await looksAt(alice, form, () => alice.card.add(form));
    await alice.reload();
  }
  const consent = alice.card.details.getByRole("region", { name: "May we message?" });
  await looksAt(alice, "what they said of messages", () => consent.getByRole("button").first().click());
  await alice.reload();
  await alice.card.type("Usual order", "Half an order");
  await page.getByRole("button", { name: "Add a tag" }).click();
  await isAccessible(alice, "a field and a tag being typed");
  await alice.card.note("Will bring the grinder on Friday.");
  await isAccessible(alice, "a promise and a sale");
});

test("the workspace's own fields and their form are accessible", async ({ alice }) => {
  test.setTimeout(120_000);
  await withThree(alice);
  await alice.open("/fields");
  await isAccessible(alice, "no fields of one's own");
  const name = alice.page.getByLabel("What it is called");
  if (!(await name.isVisible())) await alice.page.getByRole("button", { name: /field/i }).first().click();
  await name.fill("Shoe size");
  await isAccessible(alice, "a new field of one's own");
});
