import type { Screens } from "../pages/screens.ts";
import { isAccessible } from "../fixtures/accessible.ts";
import { expect, test } from "../fixtures/test.ts";

const TILL =
  "name,phone,email,company,usual order,birthday,tags\n" +
  "Zoë Janssens,+32 475 55 01 92,zoe.janssens@mail.example,Studio Wisła,Oat cappuccino,1990-06-14,Office\n" +
  "Henrik Lund,,henrik@lund.example,Lund Cycles,Filter coffee,1985-03-02,\n" +
  "Aylin Çelik,+90 532 555 01 18,aylin@celik.example,,Espresso,1988-02-01,\n" +
  "Dries Vermeulen,+32 475 55 01 93,,De Kade Books,Flat white,,Beans\n" +
  "Chloé Moreau,,chloe@moreau.example,,Cortado,,\n" +
  "Elif Aydın,+90 532 555 01 77,,,Tea,1979-11-30,\n";

// What an import takes for somebody known it brings in only where nobody says that it is them.
const MARKET =
  "name,phone,email,company,usual order,birthday,tags\n" +
  "Zoe Jansens,0475 55 01 92,zj@denkerij.example,,\"Oat cappuccino, no cocoa\",,Market\n" +
  "Henrik Lund,,,Lund Cycles,,1985-03-02,Market\n" +
  "Catarina Nunes,+351 912 555 018,,,Galão,,Market\n";

async function bringIn(screens: Screens, name: string, content: string, people: number): Promise<void> {
  await screens.open("/import");
  await screens.import.choose(name, content);
  await screens.import.ends(`${people} people came in.`);
}

test("cards about one person become one, and two again", async ({ alice }) => {
  await bringIn(alice, "till.csv", TILL, 6);
  await bringIn(alice, "market.csv", MARKET, 3);
  await alice.open("/sort-out");
  await alice.twice.finds(2);
  await alice.twice.pairs.filter({ hasText: "Zo" }).click();
  await expect(alice.twice.compare.getByText("Together")).toBeVisible();
  await alice.twice.choose("Name", "Zoë Janssens");
  await alice.twice.choose("Usual order", "Oat cappuccino, no cocoa");
  await alice.twice.makeOne();
  await expect(alice.page.getByText("Zoë Janssens has one card")).toBeVisible();
  await alice.twice.finds(1);

  // The list has one row, under either name, with everything.
  await alice.people.show();
  await expect(alice.people.count).toHaveText("8");
  await alice.people.search.fill("denkerij");
  await alice.people.openPerson("Zoë Janssens");
  await alice.card.says("Usual order", "Oat cappuccino, no cocoa");
  for (const email of ["zoe.janssens@mail.example", "zj@denkerij.example"]) {
    await expect(alice.card.details.getByText(email)).toBeVisible();
  }
  for (const tag of ["Office", "Market"]) await alice.card.wears(tag);
  // What is written stays, also where it is written on the other card's part.
  await alice.card.set("Company", "Denkerij");

  // Two again: each says what it said, and what was written meanwhile.
  const parts = alice.page.getByRole("region", { name: "The cards that this one was made of" });
  await parts.locator(".line", { hasText: "Zo" }).last().getByRole("button", { name: "Split off" }).click();
  await expect(parts).toBeHidden();
  await alice.people.show();
  await alice.people.search.fill("");
  await expect(alice.people.count).toHaveText("9");
  await alice.people.openPerson("Zoe Jansens");
  await alice.card.says("Usual order", "Oat cappuccino, no cocoa");
  await alice.card.says("Company", "Denkerij");
  await alice.people.show();
  await alice.people.openPerson("Zoë Janssens");
  await alice.card.says("Usual order", "Oat cappuccino");
  await alice.card.says("Company", "Denkerij");

  // Nobody asks again.
  await alice.open("/sort-out");
  await alice.twice.finds(1);
  await alice.twice.areTwo();
  await alice.twice.finds(0);
  await alice.reload();
  await alice.twice.finds(0);
});

test("a pair is decided by a thumb on a phone", async ({ alice }) => {
  await alice.page.setViewportSize({ width: 390, height: 844 });
  await bringIn(alice, "till.csv", TILL, 6);
  await bringIn(alice, "market.csv", MARKET, 3);
  await alice.open("/sort-out");
  await alice.twice.finds(2);
  await alice.twice.pairs.filter({ hasText: "Zo" }).click();
  await expect(alice.twice.compare.getByText("2 of 2")).toBeVisible();
  await alice.twice.choose("Name", "Zoe Jansens");
  await isAccessible(alice, "a pair");
  await alice.page.setViewportSize({ width: 390, height: 844 });
  const buttons = alice.twice.compare.getByRole("button");
  for (const box of await buttons.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height))) {
    expect(box).toBeGreaterThanOrEqual(44);
  }
  await alice.twice.makeOne();
  await expect(alice.twice.compare.getByText("1 of 1")).toBeVisible();
  await alice.page.getByRole("link", { name: "Back to the pairs" }).click();
  await alice.twice.finds(1);
  await isAccessible(alice, "the pairs");
  await alice.page.getByRole("link", { name: /^Details missing/ }).click();
  await expect(alice.page.getByRole("link", { name: /Chloé Moreau|Dries Vermeulen/ })).toHaveCount(0);
  await isAccessible(alice, "details missing");
});

test("a pair is decided by key, taken back, and a colleague sees one card", async ({ alice, bob }) => {
  await bringIn(alice, "till.csv", TILL, 6);
  await bringIn(alice, "market.csv", MARKET, 3);
  const link = await alice.team.share();
  await bob.joinTeam(link, 9);
  await alice.open("/sort-out");
  await alice.twice.finds(2);
  await alice.twice.pairs.filter({ hasText: "Zo" }).click();
  await expect(alice.twice.compare.getByText("Together")).toBeVisible();
  await alice.page.keyboard.press("ArrowRight");
  await expect(alice.twice.compare.getByRole("radio", { name: "Zoe Jansens" })).toBeChecked();
  await alice.page.keyboard.press("ArrowLeft");
  await expect(alice.twice.compare.getByRole("radio", { name: "Zoë Janssens" })).toBeChecked();
  await alice.page.keyboard.press("Enter");
  await alice.twice.finds(1);
  await bob.people.show();
  await expect(bob.people.count).toHaveText("8");
  await alice.page.getByRole("button", { name: "Undo" }).click();
  await alice.twice.finds(2);
  await expect(bob.people.count).toHaveText("9");
  await alice.page.getByRole("button", { name: /^Make one card of each/ }).click();
  await expect(bob.people.count).not.toHaveText("9");
});
