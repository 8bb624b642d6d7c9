// Every dialog, sheet and menu, on a phone and a desktop, light and dark.

import type { Actor } from "../fixtures/actor.ts";
import { fits, hasNoViolations, SIZES } from "../fixtures/accessible.ts";
import { expect, test } from "../fixtures/test.ts";

const THREE = "name,phone,email,tags\nAmara Diallo,+32 475 55 01 92,amara@example.org,Office\nBilal Rahman,,,\nChloé Moreau,,,Office\n";

const DIALOG = "dialog[open]";
const MENU = ".menu-list";

async function withThree(alice: Actor): Promise<void> {
  await alice.open("/import");
  await alice.import.choose("till.csv", THREE);
  await alice.import.ends("3 people came in.");
  await alice.people.show();
}

/** Looks at what was opened over the page, and closes it. */
async function looksAt(alice: Actor, what: string, over: string = DIALOG): Promise<void> {
  const shown = alice.page.locator(over);
  await expect(shown, what).toBeVisible();
  await hasNoViolations(alice, what, over);
  await fits(alice, what);
  await alice.page.keyboard.press("Escape");
  await expect(shown, what).toHaveCount(0);
}

for (const [size, viewport] of Object.entries(SIZES)) {
  const phone = size === "phone";

  test.describe(`on a ${size}`, () => {
    test.use({ viewport });

    test("every dialog of a list is accessible", async ({ alice }) => {
      test.setTimeout(300_000);
      const { page } = alice;
      const press = (name: string | RegExp) => page.getByRole("button", { name }).filter({ visible: true }).first().click();
      await withThree(alice);
      await alice.newPerson.open();
      await alice.newPerson.field("Email").fill("unfinished@");
      await looksAt(alice, "a new person");
      await alice.segments.begin();
      await looksAt(alice, "a new segment");
      await page.keyboard.press("?");
      await looksAt(alice, "the keys");
      await press("Find or do");
      await page.keyboard.type("amara");
      await expect(page.getByRole("option").filter({ hasText: "Amara" }).first()).toBeVisible();
      await looksAt(alice, "find or do");
      await press("Find or do");
      await page.keyboard.type("zzzz");
      await looksAt(alice, "find or do, nobody of that name");
      await press(phone ? /^Sort/ : "Columns");
      await looksAt(alice, phone ? "the order" : "the columns");

      await alice.segments.takeReady("No way to reach them");
      await press("Rename the segment");
      await looksAt(alice, "a segment's name");
      await press("Add a condition");
      await looksAt(alice, "a condition");
      await press("Edit groups");
      await looksAt(alice, "groups of conditions");
      if (!phone) {
        // A phone has no room for conditions over everyone.
        await alice.people.show();
        await alice.segments.add("Tag", "is not", "VIP");
        await press("Save as segment");
        await looksAt(alice, "a segment to save");
      }
      await alice.open("/organisations");
      await press("New organisation");
      await looksAt(alice, "a new organisation");
    });

    test("every dialog and menu of a card is accessible", async ({ alice }) => {
      test.setTimeout(300_000);
      const { page } = alice;
      await withThree(alice);
      await alice.people.openPerson("Amara Diallo");
      await page.getByRole("button", { name: "Sale" }).filter({ visible: true }).first().click();
      await looksAt(alice, "a sale");
      for (const name of ["Add a detail", "Other ways", /^Photo:/]) {
        if (phone && name === "Other ways") await alice.card.composer.click();
        await page.getByRole("button", { name }).click();
        await looksAt(alice, `the menu ${name}`, MENU);
      }
      await alice.card.composer.fill("Brought the cups back");
      await page.getByRole("button", { name: "How they felt" }).click();
      await looksAt(alice, "the menu of moods", MENU);
    });
  });
}

test("what can be done with who is selected is accessible", async ({ alice }) => {
  test.setTimeout(90_000);
  await withThree(alice);
  await alice.bulk.tick("Amara Diallo");
  await alice.bulk.tick("Chloé Moreau");
  await hasNoViolations(alice, "two selected");
  for (const act of ["Tag", "Set"]) {
    await alice.bulk.bar.getByRole("button", { name: act }).click();
    await looksAt(alice, act);
  }
});

test("every form of a card is accessible", async ({ alice }) => {
  test.setTimeout(300_000);
  const { page } = alice;
  await withThree(alice);
  await alice.people.openPerson("Amara Diallo");
  await alice.card.sell("Oat flat white", "3.80");
  await alice.card.note("Will bring the grinder on Friday.");
  for (const form of ["Relationship", "Address"]) {
    await alice.card.add(form);
    await hasNoViolations(alice, form, ".details");
    await alice.reload();
  }
  const consent = alice.card.details.getByRole("region", { name: "May we message?" });
  await consent.getByRole("button").first().click();
  await hasNoViolations(alice, "what they said of messages", ".details");
  await alice.reload();
  await alice.card.type("Usual order", "Half an order");
  await page.getByRole("button", { name: "Add a tag" }).click();
  await hasNoViolations(alice, "a field and a tag being typed, a promise and a sale");
});

test("the workspace's own fields and their form are accessible", async ({ alice }) => {
  await withThree(alice);
  await alice.open("/fields");
  await alice.page.getByLabel("What it is called").fill("Shoe size");
  await hasNoViolations(alice, "a new field of one's own");
  await alice.page.getByRole("button", { name: "Add", exact: true }).click();
  await alice.page.getByRole("button", { name: "Change Shoe size" }).click();
  await hasNoViolations(alice, "a field of one's own being changed");
});
