import { expect, test } from "../fixtures/test.ts";

test("an empty browser joins by the link, and its key leaves the address bar", async ({ alice, bob }) => {
  const link = await alice.startTeam("Chloé Moreau");
  await bob.page.goto(bob.team.reachable(link));
  await expect(bob.page.getByRole("textbox", { name: "The link" })).toHaveValue(/#join=/);
  expect(bob.page.url()).not.toContain("join=");
  await bob.page.getByRole("button", { name: "Join", exact: true }).click();
  await expect(bob.people.row("Chloé Moreau")).toHaveCount(1);
  await bob.badge.says("On the server");
  await bob.people.openPerson("Chloé Moreau");
  await bob.card.set("Usual order", "Iced latte all year");
  await alice.people.show();
  await expect(alice.people.row("Chloé Moreau")).toContainText("Iced latte all year");
});

test("what was on the device before joining stays, in a workspace of its own", async ({ alice, bob }) => {
  const link = await alice.startTeam("Nils Björk");
  await bob.open();
  await bob.firstStart.add("Bob’s own customer");
  await bob.card.isOf("Bob’s own customer");
  await bob.badge.says("On this device");
  await bob.joinTeam(link, 1);
  await expect(bob.people.row("Nils Björk")).toHaveCount(1);
  await bob.open("/more");
  await bob.page.getByRole("button", { name: "Open", exact: true }).click();
  await expect(bob.people.row("Bob’s own customer")).toHaveCount(1);
  await expect(bob.people.row("Nils Björk")).toHaveCount(0);
});

test("a link that is wrong says so and changes nothing", async ({ alice, bob, server }) => {
  const link = await alice.startTeam("Hanne Sørensen");
  await bob.open("/join");
  await bob.team.join(link.slice(0, -3));
  await expect(bob.team.refusal).toContainText("This is not a whole link.");

  const digit = link.endsWith("0") ? "1" : "0";
  await bob.team.join(link.slice(0, -1) + digit);
  await expect(bob.team.refusal).toContainText("No workspace opens with this link.");

  await server.stop();
  await bob.team.join(link);
  await expect(bob.team.refusal).toContainText("The server does not answer.");
  await bob.badge.says("On this device");
});
