// A menu lies over everything else, within the window, wherever its button stands.

import type { Page } from "@playwright/test";

import { SIZES } from "../fixtures/accessible.ts";
import { expect, test } from "../fixtures/test.ts";

/** Opens a menu by its button. Everything that it offers is within the window, and answers where it
 * is drawn: nothing lies over it. */
async function opens(page: Page, button: string | RegExp): Promise<void> {
  await page.getByRole("button", { name: button }).filter({ visible: true }).first().click();
  const menu = page.getByRole("menu");
  await expect(menu).toBeVisible();
  const covered = await menu.evaluate((list) => {
    const { left, right, top, bottom } = list.getBoundingClientRect();
    const out = left < 0 || top < 0 || right > innerWidth || bottom > innerHeight ? [`outside: ${left} ${top} ${right} ${bottom}`] : [];
    const items = [...list.querySelectorAll("[role=menuitem]")].filter((item) => {
      item.scrollIntoView({ block: "nearest" });
      const box = item.getBoundingClientRect();
      return [box.left + 3, box.right - 3].some((x) => {
        const hit = document.elementFromPoint(x, (box.top + box.bottom) / 2);
        return !hit || !item.contains(hit);
      });
    });
    return [...out, ...items.map((item) => item.textContent)];
  });
  expect(covered).toEqual([]);
}

for (const [size, viewport] of Object.entries({ ...SIZES, "low window": { width: 1100, height: 420 } })) {
  test.describe(`on a ${size}`, () => {
    test.use({ viewport });

    test("the menus of a card are in sight, whole and on top", async ({ alice }) => {
      const { page } = alice;
      await alice.open();
      await alice.firstStart.add("Marta Kowalczyk");
      await alice.card.isOf("Marta Kowalczyk");
      for (const button of [/^Photo:/, "Add a detail"]) {
        await opens(page, button);
        await page.keyboard.press("Escape");
        await expect(page.getByRole("menu")).toHaveCount(0);
        await expect(page.getByRole("button", { name: button })).toBeFocused();
      }
      // A press beside it closes it, and so does scrolling its button away.
      const close = { "Other ways": () => page.mouse.click(2, viewport.height / 2), "How they felt": () => page.mouse.wheel(0, 40) };
      for (const [button, closes] of Object.entries(close)) {
        await alice.card.composer.click();
        await opens(page, button);
        await closes();
        await expect(page.getByRole("menu")).toHaveCount(0);
      }
    });
  });
}

test("a menu keeps to its button when the window changes, and takes the keys", async ({ alice }) => {
  const { page } = alice;
  await alice.open();
  await alice.firstStart.add("Marta Kowalczyk");
  await alice.card.isOf("Marta Kowalczyk");
  await page.setViewportSize({ width: 1440, height: 900 });
  await opens(page, "Add a detail");
  await page.setViewportSize({ width: 1200, height: 900 });
  const menu = page.getByRole("menu");
  await expect
    .poll(async () => {
      const [list, button] = await Promise.all([menu.boundingBox(), page.getByRole("button", { name: "Add a detail" }).boundingBox()]);
      return list && button && Math.abs(list.x + list.width - button.x - button.width) < 1;
    })
    .toBe(true);
  await expect(menu.getByRole("menuitem").first()).toBeFocused();
  await page.keyboard.press("End");
  await expect(menu.getByRole("menuitem").last()).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(menu).toHaveCount(0);
});
