// The same visit by the keyboard alone and by touch alone.

import { expect, test } from "../fixtures/test.ts";

test("a new regular is noted, tagged, found and undone by the keyboard alone", async ({ alice }) => {
  const { keyboard } = alice.page;
  await alice.open();
  // The first field is the product: it has the focus.
  await expect(alice.page.getByRole("textbox", { name: "Name" })).toBeFocused();
  await keyboard.type("Sofia Brandt");
  await keyboard.press("Enter");
  await alice.card.isOf("Sofia Brandt");

  await keyboard.press("c");
  await expect(alice.card.composer).toBeFocused();
  await keyboard.type("Asked for decaf on Fridays.");
  await keyboard.press("Control+Enter");
  await alice.card.tells("Asked for decaf on Fridays.");

  // Back from the composer to the plus beside the name.
  const tag = alice.page.getByRole("button", { name: "Add a tag" });
  for (let steps = 0; steps < 40; steps++) {
    if (await tag.evaluate((element) => element === document.activeElement)) break;
    await keyboard.press("Shift+Tab");
  }
  await expect(tag).toBeFocused();
  await keyboard.press("Enter");
  await keyboard.type("Decaf");
  await keyboard.press("Enter");
  await keyboard.press("Escape");
  await alice.card.wears("Decaf");

  await keyboard.press("g");
  await keyboard.press("p");
  await expect(alice.people.grid).toBeVisible();
  await keyboard.press("Control+k");
  await keyboard.type("sofia");
  await keyboard.press("Enter");
  await alice.card.isOf("Sofia Brandt");
  await keyboard.press("Control+z");
  await expect(alice.page.locator(".record-about .chip", { hasText: "Decaf" })).toHaveCount(0);
  await alice.card.tells("Asked for decaf on Fridays.");
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("a new regular is noted, tagged, found and undone by touch alone", async ({ alice }) => {
    const { page } = alice;
    await alice.open();
    const type = (text: string) => page.keyboard.insertText(text);
    await page.getByRole("textbox", { name: "Name" }).tap();
    await type("Sofia Brandt");
    await page.getByRole("button", { name: "Add", exact: true }).tap();
    await alice.card.isOf("Sofia Brandt");

    await alice.card.composer.tap();
    await type("Asked for decaf on Fridays.");
    await page.getByRole("button", { name: /^Save/ }).filter({ visible: true }).first().tap();
    await alice.card.tells("Asked for decaf on Fridays.");

    await page.getByRole("button", { name: "Add a tag" }).tap();
    await expect(page.getByRole("textbox", { name: "New tag" })).toBeFocused();
    await type("Decaf");
    // A tap beside keeps it, as on any phone.
    await page.getByRole("heading", { level: 1 }).tap();
    await alice.card.wears("Decaf");

    await page.getByRole("link", { name: "Back to People" }).tap();
    await alice.people.search.tap();
    await type("sof");
    await alice.people.row("Sofia Brandt").getByRole("link").first().tap();
    await alice.card.isOf("Sofia Brandt");
    await page.getByRole("button", { name: "Take “Decaf” away" }).tap();
    await expect(page.locator(".record-about .chip", { hasText: "Decaf" })).toHaveCount(0);
    await page.locator(".toast").getByRole("button", { name: "Undo" }).tap();
    await alice.card.wears("Decaf");
  });
});
