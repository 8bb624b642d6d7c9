import { peopleCsv } from "../fixtures/people-csv.ts";
import { expect, test } from "../fixtures/test.ts";

const THREE = "name,phone,tags\nAmara Diallo,+32 475 55 01 92,Office\nBilal Rahman,,\nChloé Moreau,,Office\n";

test("many are tagged, exported and put in the bin at once, and taken back at once", async ({ alice }) => {
  await alice.open("/import");
  await alice.import.choose("till.csv", THREE);
  await alice.import.ends("3 people came in.");
  await alice.open();
  await alice.page.getByRole("button", { name: "Name", exact: true }).click();

  // A box, and Shift for everyone between.
  await alice.bulk.tick("Amara Diallo");
  await alice.bulk.says("1 selected");
  await alice.bulk.tick("Chloé Moreau", { shift: true });
  await alice.bulk.says("3 selected");

  await alice.bulk.tag("Beans");
  const worn = alice.people.grid.locator(".row .chip", { hasText: "Beans" });
  await expect(worn).toHaveCount(3);
  await alice.undo("3 people tagged Beans");
  await expect(worn).toHaveCount(0);
  await alice.bulk.tag("office");
  await expect(alice.people.grid.locator(".row .chip", { hasText: /office/i })).toHaveCount(3);
  await alice.undo("1 person tagged office");
  await expect(alice.people.grid.locator(".row .chip", { hasText: /office/i })).toHaveCount(2);

  await alice.bulk.bar.getByRole("button", { name: "Export" }).click();
  await expect(alice.page.getByRole("combobox", { name: "Who" })).toHaveValue("selected");
  const { text } = await alice.files.save("CSV");
  expect(text.split("\n").filter(Boolean)).toHaveLength(4);
  expect(text).toContain("'+32 475 55 01 92");
  await alice.page.goBack();
  await alice.bulk.says("3 selected");

  await alice.bulk.bar.getByRole("button", { name: "Bin" }).click();
  await expect(alice.bulk.bar).toBeHidden();
  await expect(alice.page.getByRole("heading", { name: "Who is your first regular?" })).toBeVisible();
  await alice.undo("3 people are in the bin");
  await expect(alice.people.count).toHaveText("3");
});

test("five hundred are changed in one act, kept through a reload, and on the other side", async ({ alice, bob }) => {
  await alice.open("/import");
  await alice.import.choose("till.csv", peopleCsv(500, 11));
  await alice.import.ends("500 people came in.");
  await alice.people.show();
  const link = await alice.team.share();
  await alice.people.show();
  await bob.joinTeam(link, 500);
  await alice.page.keyboard.press("Control+a");
  await alice.bulk.says("500 selected");
  await alice.bulk.tag("Market");
  await alice.badge.says("On the server");
  await alice.reload();
  await alice.people.search.fill("market");
  await expect(alice.people.count).toHaveText("500 of 500");
  await bob.people.search.fill("market");
  await expect(bob.people.count).toHaveText("500 of 500", { timeout: 30_000 });
});

test("a long press on a phone selects, and then a tap does too", async ({ alice }) => {
  await alice.open("/import");
  await alice.import.choose("till.csv", THREE);
  await alice.import.ends("3 people came in.");
  await alice.page.setViewportSize({ width: 390, height: 844 });
  await alice.open();
  const row = alice.people.row("Bilal Rahman");
  const box = await row.boundingBox();
  if (!box) throw new Error("the row is not drawn");
  const touch = { pointerType: "touch", clientX: box.x + 120, clientY: box.y + 30, bubbles: true };
  await row.dispatchEvent("pointerdown", touch);
  await alice.bulk.says("1 selected");
  await row.dispatchEvent("pointerup", touch);
  await alice.people.row("Amara Diallo").click();
  await alice.bulk.says("2 selected");
  await alice.bulk.bar.getByRole("button", { name: "Select nobody" }).click();
  await alice.people.row("Amara Diallo").click();
  await alice.card.isOf("Amara Diallo");
});

test("a press that leaves a field still does what it was for", async ({ alice }) => {
  await alice.page.setViewportSize({ width: 390, height: 844 });
  await alice.open();
  await alice.firstStart.add("Marta Kowalczyk");
  await alice.card.type("Company", "Studio Wisła, the one by the river with the long name");
  const { mouse } = alice.page;
  const next = alice.card.value("Birthday");
  await next.scrollIntoViewIfNeeded();
  const box = await next.boundingBox();
  if (!box) throw new Error("the field is not drawn");
  await mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await mouse.down();
  await alice.page.waitForTimeout(200);
  await mouse.up();
  await expect(alice.card.input("Birthday")).toBeFocused();
  await alice.card.says("Company", "Studio Wisła, the one by the river with the long name");
});

test("find or do: a verb and a name, a page, somebody new", async ({ alice }) => {
  await alice.open("/import");
  await alice.import.choose("till.csv", THREE);
  await alice.import.ends("3 people came in.");
  await alice.open();
  const { keyboard, page } = { keyboard: alice.page.keyboard, page: alice.page };
  const answer = (name: string | RegExp) => page.getByRole("option", { name });
  await keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "Find or do" })).toBeFocused();
  await keyboard.type("diallo call");
  await expect(answer(/^Call Amara Diallo/)).toHaveAttribute("aria-selected", "true");
  await keyboard.press("ArrowDown");
  await keyboard.press("Enter");
  await alice.card.isOf("Amara Diallo");

  await keyboard.press("Control+k");
  await keyboard.type("note bilal");
  await keyboard.press("Enter");
  await alice.card.isOf("Bilal Rahman");
  await expect(alice.card.composer).toBeFocused();

  await keyboard.press("Escape");
  await keyboard.press("Control+k");
  await keyboard.type("Zebulon");
  await keyboard.press("Enter");
  await expect(alice.newPerson.field("Name")).toHaveValue("Zebulon");
  await keyboard.press("Escape");

  await keyboard.press("Control+k");
  await keyboard.type("sett");
  await keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("More");
});
