import { expect, test } from "../fixtures/test.ts";

const FIVE =
  "name,phone,company,tags\n" +
  "Amara Diallo,+32 475 55 01 92,Studio Wisła,Office\n" +
  "Bilal Rahman,,Lund Cycles,Beans\n" +
  "Chloé Moreau,,,Office\n" +
  "Dries Vermeulen,+32 475 55 01 93,De Kade Books,Beans\n" +
  "Elif Aydın,,,\n";

test("conditions are saved as a segment that follows people by itself", async ({ alice }) => {
  await alice.open("/import");
  await alice.import.choose("till.csv", FIVE);
  await alice.import.ends("5 people came in.");
  await alice.open();

  await alice.segments.add("Tag", "is", "office");
  await expect(alice.people.count).toHaveText("2 of 5 people");
  await alice.segments.add("Phone number", "is filled in");
  await expect(alice.people.count).toHaveText("1 of 5 people");
  await alice.segments.conditions.getByText("Any", { exact: true }).click();
  await expect(alice.people.count).toHaveText("3 of 5 people");
  await alice.segments.takeAway("Has a phone number");
  await alice.segments.saveAs("Offices");
  await expect(alice.people.count).toHaveText("2 of 5 people");
  await expect(alice.segments.link("Offices", "2")).toHaveAttribute("aria-current", "page");

  // Search works within it, and going back comes back to it.
  await alice.people.search.fill("amara");
  await expect(alice.people.row(/./)).toHaveCount(1);
  await alice.people.row("Amara").getByRole("link").click();
  await alice.card.isOf("Amara Diallo");
  await alice.page.getByRole("button", { name: "Add a tag" }).waitFor();
  await alice.page.goBack();
  await alice.segments.isOpen("Offices");
  await alice.people.search.fill("");

  // Who loses the tag is in it no longer; undone, they are again.
  await alice.people.row("Chloé").getByRole("link").click();
  await alice.card.isOf("Chloé Moreau");
  await alice.card.putInBin();
  await expect(alice.segments.link("Offices", "1")).toBeVisible();
  await alice.undo("Chloé Moreau is in the bin");
  await expect(alice.segments.link("Offices", "2")).toBeVisible();

  await alice.segments.link("Offices").click();
  await alice.segments.rename("Office orders");
  await alice.reload();
  await alice.segments.isOpen("Office orders");
  await expect(alice.people.count).toHaveText("2 of 5 people");
  await alice.segments.add("Company", "contains", "wisla");
  await expect(alice.people.count).toHaveText("1 of 5 people");
  await alice.segments.conditions.getByRole("button", { name: "Save", exact: true }).click();
  await expect(alice.segments.link("Office orders", "1")).toBeVisible();

  await alice.segments.conditions.getByRole("button", { name: "Put the segment in the bin" }).click();
  await expect(alice.segments.link("Office orders")).toHaveCount(0);
  await alice.undo(/Office orders is in the bin/);
  await alice.segments.isOpen("Office orders");
});

test("ready segments are one press away, also on a phone", async ({ alice }) => {
  await alice.open("/import");
  await alice.import.choose("till.csv", FIVE);
  await alice.import.ends("5 people came in.");
  await alice.open();
  await alice.segments.takeReady("No way to reach them");
  await expect(alice.people.count).toHaveText("3 of 5 people");
  await alice.page.setViewportSize({ width: 390, height: 844 });
  await alice.segments.takeReady("Quiet for 60 days");
  await alice.segments.chips.getByRole("link", { name: /^No way to reach them/ }).click();
  await alice.segments.isOpen("No way to reach them");
  await alice.segments.chips.getByRole("link", { name: "Everyone" }).click();
  await alice.segments.isOpen("People");
});

test("a colleague sees the segments of the workspace", async ({ alice, bob }) => {
  const link = await alice.startTeam("Noor Haddad");
  await bob.joinTeam(link, 1);
  await alice.people.show();
  await alice.segments.takeReady("No way to reach them");
  await expect(bob.segments.link("No way to reach them", "1")).toBeVisible();
});

test("columns, their order and the sorting are kept for each list", async ({ alice }) => {
  await alice.open("/import");
  await alice.import.choose("till.csv", FIVE);
  await alice.import.ends("5 people came in.");
  await alice.open();
  const heads = alice.people.grid.getByRole("columnheader");
  await expect(heads).toHaveText(["", "Name", "Usual order", "Last contact", "Changed", "Tags"]);
  await alice.page.getByRole("button", { name: "Columns" }).click();
  const dialog = alice.page.getByRole("dialog", { name: "Columns and rows" });
  await dialog.getByRole("checkbox", { name: "Company" }).click();
  await dialog.getByRole("checkbox", { name: "Changed" }).click();
  await dialog.getByRole("button", { name: "Move Company forward" }).click();
  await dialog.getByText("Dense", { exact: true }).click();
  await dialog.getByRole("button", { name: "Close" }).click();
  const chosen = ["", "Name", "Usual order", "Last contact", "Company", "Tags"];
  await expect(heads).toHaveText(chosen);

  const company = alice.people.grid.getByRole("button", { name: "Company", exact: true });
  await company.click();
  await expect(alice.people.row(/./).first()).toContainText("Dries Vermeulen");
  await company.click();
  await expect(alice.people.row(/./).first()).toContainText("Amara Diallo");
  await expect(alice.people.row(/./).last()).toContainText(/Chloé Moreau|Elif Aydın/);

  await alice.reload();
  await expect(heads).toHaveText(chosen);
  await expect(alice.people.row(/./).first()).toContainText("Amara Diallo");
  expect((await alice.people.row(/./).first().boundingBox())?.height).toBe(32);
});

test("organisations have a list of their own", async ({ alice }) => {
  await alice.open("/organisations");
  await alice.page.getByRole("button", { name: "New organisation" }).first().click();
  const dialog = alice.page.getByRole("dialog", { name: "New organisation" });
  await dialog.getByRole("textbox", { name: "Name" }).fill("Lund Cycles");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await alice.card.isOf("Lund Cycles");
  await alice.page.getByRole("link", { name: /^Organisations/ }).filter({ visible: true }).click();
  const grid = alice.page.getByRole("grid", { name: "Organisations" });
  await expect(grid.getByRole("link", { name: "Lund Cycles" })).toBeVisible();
  await expect(alice.people.count).toHaveText("1");
});

test("organisations have conditions, segments and words of their own", async ({ alice }) => {
  for (const name of ["Lund Cycles", "Studio Wisła"]) {
    await alice.open("/organisations");
    await alice.page.getByRole("button", { name: "New organisation" }).first().click();
    const dialog = alice.page.getByRole("dialog", { name: "New organisation" });
    await dialog.getByRole("textbox", { name: "Name" }).fill(name);
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await alice.card.isOf(name);
  }
  await alice.open("/organisations");
  const grid = alice.page.getByRole("grid", { name: "Organisations" });
  await alice.segments.add("Name", "contains", "lund");
  await expect(alice.people.count).toHaveText("1 of 2 organisations");
  await alice.segments.saveAs("Bicycles");
  await expect(alice.people.count).toHaveText("1 of 2 organisations");
  await expect(grid.getByRole("link", { name: "Lund Cycles" })).toBeVisible();
  await expect(alice.segments.link("Bicycles", "1")).toBeVisible();
  await grid.getByRole("checkbox", { name: "Select Lund Cycles" }).click();
  await expect(alice.page.getByRole("toolbar", { name: "Selected organisations" })).toBeVisible();
  await grid.getByRole("link", { name: "Lund Cycles" }).click();
  await alice.card.isOf("Lund Cycles");
  await alice.page.getByRole("link", { name: "Back to Bicycles" }).click();
  await alice.segments.isOpen("Bicycles");
});

test("groups of conditions are changed where they stand, and the focus is never lost", async ({ alice }) => {
  await alice.open("/import");
  await alice.import.choose("till.csv", FIVE);
  await alice.import.ends("5 people came in.");
  await alice.open();
  await alice.segments.add("Tag", "is", "office");
  await alice.segments.conditions.getByRole("button", { name: "Edit groups" }).click();
  const groups = alice.page.getByRole("dialog", { name: "Groups of conditions" });
  const add = async (button: string, line: number, what: string, how: string, value: string) => {
    await groups.getByRole("button", { name: button, exact: true }).nth(line).click();
    const dialog = alice.page.getByRole("dialog", { name: "Add a condition" });
    await dialog.getByLabel("What", { exact: true }).selectOption({ label: what });
    await dialog.getByLabel("How", { exact: true }).selectOption({ label: how });
    await dialog.getByRole("textbox").fill(value);
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await expect(dialog).toBeHidden();
  };
  // Office and (company contains studio or name begins with chl).
  await add("Group", 0, "Company", "contains", "studio");
  await add("Condition", 1, "Name", "begins with", "chl");
  await expect(alice.people.count).toHaveText("2 of 5 people");
  const how = groups.getByLabel("How many have to hold");
  await how.nth(1).selectOption({ label: "None of these holds" });
  await expect(alice.people.count).toHaveText("0 of 5 people");
  await how.nth(1).selectOption({ label: "All of these hold" });
  await expect(alice.people.count).toHaveText("0 of 5 people");
  await how.nth(1).selectOption({ label: "Not all of these hold" });
  await expect(alice.people.count).toHaveText("2 of 5 people");
  const remove = groups.getByRole("button", { name: "Take this away" });
  await remove.last().click();
  await expect(groups.locator(":focus")).toHaveCount(1);
  await expect(remove).toHaveCount(2);
  await remove.last().click();
  // The last of a group takes it along.
  await expect(how).toHaveCount(1);
  await expect(groups.locator(":focus")).toHaveCount(1);
  await groups.getByRole("button", { name: "Close" }).click();
  await expect(alice.people.count).toHaveText("2 of 5 people");
  await alice.segments.takeAway("Tag office");
  await expect(alice.segments.conditions.getByRole("button", { name: "Add a condition" })).toBeFocused();
});

test("columns are made wider by hand and by keys, and stay so", async ({ alice }) => {
  await alice.open("/import");
  await alice.import.choose("till.csv", FIVE);
  await alice.import.ends("5 people came in.");
  await alice.open();
  const head = alice.people.grid.getByRole("columnheader", { name: "Last contact" });
  const edge = head.getByRole("separator", { name: "Width of Last contact" });
  const width = async () => (await head.boundingBox())?.width;
  expect(await width()).toBe(112);
  const box = await edge.boundingBox();
  if (!box) throw new Error("the edge is not drawn");
  await alice.page.mouse.move(box.x + 6, box.y + 10);
  await alice.page.mouse.down();
  await alice.page.mouse.move(box.x + 46, box.y + 10, { steps: 4 });
  await alice.page.mouse.up();
  await expect.poll(width).toBe(152);
  await edge.focus();
  await alice.page.keyboard.press("ArrowRight");
  await alice.page.keyboard.press("Shift+ArrowLeft");
  await expect(edge).toBeFocused();
  await expect(edge).toHaveAttribute("aria-valuenow", "112");
  await alice.page.keyboard.press("Shift+ArrowRight");
  await alice.reload();
  expect(await width()).toBe(160);
  await edge.dblclick();
  expect(await width()).toBeLessThan(130);

  // The box that was pressed keeps the focus, also when its line moves.
  await alice.page.getByRole("button", { name: "Columns" }).click();
  const dialog = alice.page.getByRole("dialog", { name: "Columns and rows" });
  const company = dialog.getByRole("checkbox", { name: "Company" });
  await company.click();
  await expect(company).toBeFocused();
  const forward = dialog.getByRole("button", { name: "Move Company forward" });
  await forward.focus();
  await alice.page.keyboard.press("Enter");
  await expect(forward).toBeFocused();
  await dialog.getByRole("button", { name: "As at first" }).click();
  await dialog.getByRole("button", { name: "Close" }).click();
  expect(await width()).toBe(112);
});

test("a colleague's new name for a segment closes no dialog", async ({ alice, bob }) => {
  const link = await alice.startTeam("Noor Haddad");
  await bob.joinTeam(link, 1);
  await alice.people.show();
  await alice.segments.takeReady("No way to reach them");
  await bob.segments.link("No way to reach them").click();
  await bob.segments.isOpen("No way to reach them");
  await bob.segments.conditions.getByRole("button", { name: "Rename the segment" }).click();
  const dialog = bob.page.getByRole("dialog", { name: "Rename the segment" });
  await dialog.getByRole("textbox", { name: "Name" }).fill("Only on foot");
  await alice.segments.rename("Unreachable");
  await expect(bob.segments.link("Unreachable")).toBeVisible();
  await expect(dialog.getByRole("textbox", { name: "Name" })).toHaveValue("Only on foot");
  await dialog.getByRole("button", { name: "Rename", exact: true }).click();
  await bob.segments.isOpen("Only on foot");
});
