import { expect, test } from "../fixtures/test.ts";

const DAY = 24 * 60 * 60 * 1000;

test("the bin says for how long it lists somebody, and gives all of them back", async ({ alice }) => {
  const { page } = alice;
  await alice.open();
  await alice.firstStart.add("Dries Peeters");
  await alice.card.putInBin();
  await expect(alice.banner(/In the bin since today .*30 more days/)).toBeVisible();
  await alice.open();
  await alice.firstStart.add("Sofia Brandt");
  await alice.card.putInBin();
  await alice.open("/bin");
  await expect(alice.bin.line("Dries Peeters")).toContainText("30 days left");
  await expect(page.getByRole("main").getByRole("listitem").first()).toContainText("Sofia Brandt");
  await alice.bin.restoreAll(2);
  await expect(page.getByText("Nobody in the bin")).toBeVisible();
  await alice.undo("2 are back");
  await expect(alice.bin.line("Sofia Brandt")).toBeVisible();
  await expect(alice.bin.line("Dries Peeters")).toBeVisible();
});

test("after 30 days somebody leaves the bin’s list, and can still be restored", async ({ alice }) => {
  const { page } = alice;
  await alice.open();
  await alice.firstStart.add("Dries Peeters");
  await alice.card.putInBin();
  await alice.badge.says("On this device");
  await page.clock.setFixedTime(Date.now() + 29 * DAY + DAY / 2);
  await alice.open("/bin");
  await expect(alice.bin.line("Dries Peeters")).toContainText("Last day here");
  await page.clock.setFixedTime(Date.now() + 31 * DAY);
  await alice.open("/bin");
  await expect(alice.bin.line("Dries Peeters")).toHaveCount(0);
  await expect(page.getByText("1 more was put here over 30 days ago. It is not erased")).toBeVisible();
  await alice.bin.find("dries");
  await expect(alice.bin.line("Dries Peeters")).toContainText("No longer listed here");

  // Nowhere does he look as if he were there.
  await page.keyboard.press("Control+k");
  await page.keyboard.type("dries");
  const offer = page.getByRole("option", { name: /Dries Peeters/ });
  await expect(offer).toContainText("In the bin");
  await offer.click();
  await expect(alice.banner(/not erased/)).toBeVisible();
  await alice.banner(/not erased/).getByRole("button", { name: "Restore" }).click();
  await expect(alice.banner(/In the bin/)).toHaveCount(0);
  await alice.people.show();
  await expect(alice.people.row("Dries Peeters")).toHaveCount(1);
});
