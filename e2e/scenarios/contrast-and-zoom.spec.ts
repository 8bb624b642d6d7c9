// For whoever sees with more contrast, with the system's colours, twice as large, or without motion.

import type { Page } from "@playwright/test";

import type { Actor } from "../fixtures/actor.ts";
import { fits } from "../fixtures/accessible.ts";
import { peopleCsv } from "../fixtures/people-csv.ts";
import { expect, test } from "../fixtures/test.ts";

async function withSome(alice: Actor): Promise<void> {
  await alice.open("/import");
  await alice.import.choose("till.csv", peopleCsv(30, 3));
  await alice.import.ends("30 people came in.");
  await alice.people.show();
}

/** Steps through the page by Tab; gives what had the focus and showed no ring of its own. */
async function withoutARing(page: Page, steps: number): Promise<string[]> {
  const bare: string[] = [];
  for (let step = 0; step < steps; step++) {
    await page.keyboard.press("Tab");
    const found = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return "";
      // A radio button's ring is its label's, the composer's is around all of it.
      const around = element.matches("input[type=radio]") ? "label" : element.matches("textarea") ? ".composer" : "*";
      const drawn = element.closest(around) ?? element;
      const here = drawn?.matches("[role=grid]") ? (document.querySelector(".row-here") ?? drawn) : drawn;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(here ?? element);
      const ring = outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2;
      return ring || boxShadow !== "none" ? "" : element.outerHTML.slice(0, 120);
    });
    if (found) bare.push(found);
  }
  return bare;
}

for (const media of [{ forcedColors: "active" }, { contrast: "more" }] as const) {
  test(`states and focus show with ${Object.entries(media).flat().join(": ")}`, async ({ alice }) => {
    test.setTimeout(90_000);
    await withSome(alice);
    await alice.page.emulateMedia(media);
    expect(await withoutARing(alice.page, 24)).toEqual([]);
    const look = (row: ReturnType<typeof alice.page.locator>) =>
      row.evaluate((element) => {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
        return `${outlineStyle} ${outlineWidth} ${boxShadow}`;
      });
    const rows = alice.people.grid.locator("[role=row]:not(.row-head)");
    await rows.first().getByRole("checkbox").click();
    await expect(alice.page.locator(".row-selected")).toHaveCount(1);
    expect(await look(alice.page.locator(".row-selected").first())).not.toBe(await look(rows.nth(4)));

    await rows.nth(1).getByRole("link").first().click();
    await expect(alice.card.composer).toBeVisible();
    expect(await withoutARing(alice.page, 24)).toEqual([]);
    // What stands on a shadow elsewhere stands on a line here.
    await alice.page.getByRole("button", { name: "Add a detail" }).click();
    const menu = alice.page.locator(".menu-list");
    const edge = await menu.evaluate((element) => {
      const { borderTopStyle, boxShadow } = getComputedStyle(element);
      return borderTopStyle !== "none" || boxShadow !== "none";
    });
    expect(edge).toBe(true);
  });
}

const SCREENS = ["/people", "/more", "/work", "/import", "/bin", "/sort-out", "/fields", "/share", "/components"];

test("at 200 % nothing is cut off and nothing scrolls sideways", async ({ alice }) => {
  test.setTimeout(90_000);
  await withSome(alice);
  await alice.people.grid.getByRole("link").first().click();
  await expect(alice.card.composer).toBeVisible();
  const card = new URL(alice.page.url()).pathname;
  // A window of 1280 by 800 that shows everything twice as large has so many pixels of CSS.
  await alice.page.setViewportSize({ width: 640, height: 400 });
  for (const path of [...SCREENS, card]) {
    await alice.open(path);
    await expect(alice.page.getByRole("heading", { level: 1 })).toBeVisible();
    await fits(alice, `${path} at 200 %`);
    expect.soft(await outside(alice.page), path).toEqual([]);
  }
  await alice.open("/people");
  await alice.newPerson.open();
  await expect(alice.newPerson.dialog.getByRole("button", { name: "Add" })).toBeInViewport();
  await fits(alice, "a new person at 200 %");
});

/** What can be pressed and lies beside the window, where it is not in a row that scrolls. */
async function outside(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const scrolls = (element: Element): boolean => {
      for (let up = element.parentElement; up; up = up.parentElement) {
        if (["auto", "scroll"].includes(getComputedStyle(up).overflowX) && up.scrollWidth > up.clientWidth) return true;
      }
      return false;
    };
    return [...document.querySelectorAll("a, button, input, select, textarea, h1, h2")]
      .filter((element) => {
        const { left, right, width } = element.getBoundingClientRect();
        const hidden = width <= 1 || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
        // A link for the keyboard waits outside until it has the focus.
        return !hidden && !element.matches(".skip") && (left < -1 || right > innerWidth + 1) && !scrolls(element);
      })
      .map((element) => element.outerHTML.slice(0, 120));
  });
}

test("who asks for less motion sees none, and who does not sees some", async ({ alice }) => {
  await alice.page.setViewportSize({ width: 390, height: 844 });
  await alice.open();
  await alice.firstStart.add("Marta Kowalczyk");
  await alice.card.isOf("Marta Kowalczyk");
  const moving = async (reducedMotion: "reduce" | "no-preference") => {
    await alice.page.emulateMedia({ reducedMotion });
    await alice.open("/people");
    await alice.page.evaluate(() => {
      const seen = globalThis as unknown as { seen: number };
      seen.seen = 0;
      for (const kind of ["animationstart", "transitionrun"]) addEventListener(kind, () => seen.seen++, true);
    });
    await alice.newPerson.open();
    await alice.page.waitForTimeout(300);
    await alice.page.keyboard.press("Escape");
    return alice.page.evaluate(() => (globalThis as unknown as { seen: number }).seen);
  };
  expect(await moving("reduce")).toBe(0);
  expect(await moving("no-preference")).toBeGreaterThan(0);
});
