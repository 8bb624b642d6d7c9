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

  test("find or do is reached by the thumb, finds, does, and is closed again", async ({ alice }) => {
    const { page } = alice;
    await alice.open();
    await alice.firstStart.add("Sofia Brandt");
    await alice.card.isOf("Sofia Brandt");
    await page.getByRole("link", { name: "Back to People" }).tap();
    const find = page.getByRole("navigation", { name: "Main" }).getByRole("button", { name: "Find or do" });
    const field = page.getByRole("combobox", { name: "Find or do" });
    await find.tap();
    await expect(field).toBeFocused();
    await page.getByRole("button", { name: "Close" }).tap();
    await expect(field).toBeHidden();

    await find.tap();
    await page.keyboard.insertText("sof");
    await page.getByRole("option", { name: /Sofia Brandt/ }).first().tap();
    await alice.card.isOf("Sofia Brandt");
    await page.getByRole("link", { name: "Back to People" }).tap();
    await find.tap();
    await page.keyboard.insertText("note sof");
    await page.getByRole("option", { name: /Write down something/ }).tap();
    await alice.card.isOf("Sofia Brandt");
    await expect(alice.card.composer).toBeFocused();
  });

  test("whatever is touched is large enough for a thumb", async ({ alice }) => {
    test.setTimeout(120_000);
    const { page } = alice;
    await alice.open();
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    expect.soft(await page.evaluate(tooSmall), "first start").toEqual([]);
    await alice.firstStart.add("Sofia Brandt");
    await alice.card.isOf("Sofia Brandt");
    await alice.card.note("Will bring the grinder on Friday.");
    await alice.card.tag("Decaf");
    await alice.card.addItem("Phone", "+31 6 1234 5678");
    const card = new URL(page.url()).pathname;
    const pages = [card, `${card}/history`, "/people", "/organisations", "/more", "/work", "/bin", "/import", "/share", "/join"];
    for (const path of [...pages, "/fields", "/changed", "/sort-out", "/nowhere"]) {
      await alice.open(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      expect.soft(await page.evaluate(tooSmall), path).toEqual([]);
    }
    await alice.open("/fields");
    await page.getByLabel("What it is called").fill("Shoe size");
    await page.getByRole("button", { name: "Add", exact: true }).tap();
    await expect(page.getByRole("button", { name: "Change Shoe size" })).toBeVisible();
    expect.soft(await page.evaluate(tooSmall), "a field of one's own").toEqual([]);
    // And what lies over a screen.
    await alice.open();
    await alice.segments.takeReady("No way to reach them");
    expect.soft(await page.evaluate(tooSmall), "a segment").toEqual([]);
    for (const name of ["New person", "Find or do", "New segment", "Sort", "Add a condition", "Rename the segment"]) {
      await page.getByRole("button", { name }).filter({ visible: true }).first().tap();
      await expect(page.locator("dialog[open]")).toBeVisible();
      expect.soft(await page.evaluate(tooSmall), name).toEqual([]);
      await page.locator("dialog[open]").getByRole("button", { name: "Close" }).tap();
      await expect(page.locator("dialog[open]")).toHaveCount(0);
    }
    await alice.open(card);
    await page.getByRole("button", { name: "Add a detail" }).tap();
    await expect(page.getByRole("menu")).toBeVisible();
    expect.soft(await page.evaluate(tooSmall), "a menu").toEqual([]);
  });
});

/** Runs in the page: what can be pressed and answers to less than 44 by 44 px around its middle. A
 * link within a sentence is as high as its line. */
function tooSmall(): string[] {
  const found: string[] = [];
  const all = document.querySelectorAll("a, button, input:not([type=hidden], [type=file]), select, textarea, [role=checkbox], [role=switch], [role=option]");
  const over = document.querySelector("dialog[open], .menu-list");
  for (const element of all) {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    if (over && !over.contains(element)) continue;
    // What a finger cannot press: a box that a long press stands for, an arrow that leads nowhere.
    if (element.matches("p a, .skip, [aria-disabled=true]")) continue;
    if (element.matches("[tabindex='-1']") && !element.matches("[role=menuitem], .row-link")) continue;
    element.scrollIntoView({ block: "center" });
    const { left, right, top, bottom, width } = element.getBoundingClientRect();
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    if (width <= 1) continue;
    const answers = (dx: number, dy: number) => {
      const hit = document.elementFromPoint(x + dx, y + dy);
      return hit !== null && (element.contains(hit) || (hit instanceof HTMLElement && hit.closest("label")?.contains(element) === true));
    };
    // Beyond the edge of the window nobody can touch either.
    const fits = (at: number, end: number) => at >= 0 && at < end;
    const points = [[0, -21], [0, 21], [-21, 0], [21, 0]].filter(([dx = 0, dy = 0]) => fits(x + dx, innerWidth) && fits(y + dy, innerHeight));
    if (!points.every(([dx = 0, dy = 0]) => answers(dx, dy))) found.push(element.outerHTML.slice(0, 140));
  }
  return found;
}
