// A card on paper: one light page, with what a colleague needs and nothing to press.

import { expect, test } from "../fixtures/test.ts";

for (const colorScheme of ["light", "dark"] as const) {
  test(`a card is one light page of paper, also from a ${colorScheme} screen`, async ({ alice }) => {
    test.setTimeout(90_000);
    const { page } = alice;
    await page.emulateMedia({ colorScheme });
    await alice.open();
    await alice.firstStart.add("Ines Ferreira");
    await alice.card.set("Usual order", "Cortado, two");
    await alice.card.set("Pinned note", "Allergic to nuts");
    await alice.card.addItem("Phone", "+351 912 555 118");
    for (let number = 1; number <= 9; number++) await alice.card.note(`Came by, number ${number}, and asked for the usual.`);
    const pdf = await page.pdf({ format: "A4", printBackground: true });
    expect(pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)).toHaveLength(1);

    await page.emulateMedia({ colorScheme, media: "print" });
    const surface = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--surface"));
    expect(surface.trim()).toBe("#ffffff");
    await expect(page.getByRole("heading", { level: 1, name: "Ines Ferreira" })).toBeVisible();
    await expect(alice.card.brief("Usual order").getByText("Cortado, two")).toBeVisible();
    await expect(alice.card.timeline.getByText("number 9")).toBeVisible();
    // What happened last; the rest would be a second page.
    await expect(alice.card.timeline.getByText("number 1,")).toBeHidden();
    await expect(page.getByText(/^Printed \d+ \w+ \d{4}$/)).toBeVisible();
    for (const control of [".sidebar", ".record-bar", ".composer", ".record-actions", ".inline-remove", ".consents", ".portrait-mark"]) {
      await expect(page.locator(control).filter({ visible: true }), control).toHaveCount(0);
    }
    await page.emulateMedia({ colorScheme, media: "screen" });
    await expect(page.getByText(/^Printed/)).toBeHidden();
    await expect(alice.card.composer).toBeVisible();
  });
}
