import { isAccessible } from "../fixtures/accessible.ts";
import { picture } from "../fixtures/picture.ts";
import { expect, test } from "../fixtures/test.ts";

test("from the set-up link to a colleague's sign-out", async ({ alice, bob, server }) => {
  test.setTimeout(180_000);
  // A workspace that was shared by its link.
  const oldLink = await alice.startTeam("Noor Haddad");

  // The first account, and the workspace becomes a team.
  await alice.account.follow(server.setUpLink);
  await expect(alice.page).toHaveURL(/\/set-up$/);
  await alice.account.make("Alice", "Make the account");
  await expect(alice.page).toHaveURL(/\/members$/);
  await alice.account.makeTeam("Kiosk");
  await alice.badge.says("On the server");
  await alice.people.show();
  await expect(alice.people.row("Noor Haddad")).toHaveCount(1);

  // Its link opens it no more.
  await bob.open("/join");
  await bob.team.join(oldLink);
  await expect(bob.team.refusal).toContainText("This workspace has members now");

  // An invitation does, once.
  const invitation = await alice.account.invite("Member");
  await bob.account.follow(invitation);
  await expect(bob.page.getByText("Alice invites you to “Kiosk” as a member.")).toBeVisible();
  expect(bob.page.url()).not.toContain("invite=");
  await bob.account.make("Bob", "Make an account and join");
  await expect(bob.people.row("Noor Haddad")).toHaveCount(1);
  await bob.badge.says("On the server");
  await bob.people.openPerson("Noor Haddad");
  await bob.card.set("Usual order", "Cortado");
  await alice.people.show();
  await expect(alice.people.row("Noor Haddad")).toContainText("Cortado");

  // Without a network and after a reload he works on, without being asked for anything.
  await bob.goOffline();
  await bob.reload();
  await bob.card.note("Asked for oat milk.");
  await bob.badge.says(/1 waiting$/);
  await bob.comeBack();
  await bob.badge.says("On the server");

  // What he writes before he knows that he is a viewer is refused, and kept.
  await bob.goOffline();
  await alice.account.choose("Bob", "Make a viewer");
  await expect(alice.account.member("Bob")).toContainText("Viewer");
  await bob.card.set("Company", "Haddad Ceramics");
  await bob.comeBack();
  await bob.badge.says("1 not accepted");
  await bob.open("/work");
  await expect(bob.work.refused).toContainText("You may not change this.");
  await alice.people.show();
  await expect(alice.people.row("Noor Haddad")).not.toContainText("Haddad Ceramics");

  // From then on he looks at everything, and is offered nothing that changes it.
  const newPerson = bob.page.getByRole("button", { name: "New person" });
  const company = bob.page.getByRole("button", { name: /^Company: / });
  await bob.people.show();
  await expect(bob.people.row("Noor Haddad")).toHaveCount(1);
  await expect(newPerson).toHaveCount(0);
  await bob.people.openPerson("Noor Haddad");
  await expect(bob.page.getByText("You can look at everything here.")).toBeVisible();
  await expect(company).toBeDisabled();
  await expect(bob.page.getByRole("textbox", { name: "What happened?" })).toHaveCount(0);
  for (const name of ["Put in the bin", "Sale", "Add a tag", "Add a detail"]) {
    await expect(bob.page.getByRole("button", { name })).toHaveCount(0);
  }
  await isAccessible(bob, "a card of somebody who may only look");
  await bob.open("/import");
  await expect(bob.page.getByText("You can look at everything here.")).toBeVisible();
  await expect(bob.page.getByRole("button", { name: /file/i })).toHaveCount(0);

  // Made a member, he can edit at once: nothing is loaded anew.
  await bob.people.show();
  await bob.people.openPerson("Noor Haddad");
  await expect(company).toBeDisabled();
  await bob.page.evaluate(() => Object.assign(window, { samePage: true }));
  await alice.account.choose("Bob", "Make a member");
  await expect(alice.account.member("Bob")).toContainText("Member");
  await expect(company).toBeEnabled();
  await bob.card.note("Back at work.");
  await bob.card.tells("Back at work.");
  await expect(bob.page.getByText("You can look at everything here.")).toHaveCount(0);
  expect(await bob.page.evaluate(() => "samePage" in window)).toBe(true);

  // And a viewer again while the card is open.
  await alice.account.choose("Bob", "Make a viewer");
  await expect(company).toBeDisabled();
  await bob.card.tells("Back at work.");

  // Removed in the middle of an edit.
  await alice.account.choose("Bob", "Make a member");
  await expect(alice.account.member("Bob")).toContainText("Member");
  await bob.people.show();
  await bob.people.openPerson("Noor Haddad");
  bob.network.cut();
  await bob.card.note("Wants the blue cups.");
  await bob.card.tells("Wants the blue cups.");
  await alice.account.choose("Bob", "Remove from this workspace");
  await expect(alice.account.member("Bob")).toHaveCount(0);
  await bob.comeBack();
  await bob.badge.says("Problem: not a member");
  await bob.card.tells("Wants the blue cups.");

  // What was not sent is not lost by signing out: neither a photo nor what another tab writes last.
  const card = new URL(bob.page.url()).pathname;
  await bob.photo.choose(picture("green"));
  await bob.photo.shows("green");
  await bob.open("/sign-out");
  await expect(bob.page.getByText("4 changes or photos are on this device only")).toBeVisible();
  await expect(bob.account.signOut).toBeDisabled();
  expect(await bob.account.saveUnsent()).toContain('"photo"');
  await expect(bob.account.signOut).toBeEnabled();
  const second = await bob.anotherTab(card);
  await second.card.note("And a spoon.");
  await second.card.tells("And a spoon.");
  await second.badge.says("Problem: not a member");
  await bob.account.signOut.click();
  await expect(bob.page.getByText("Something was written meanwhile")).toBeVisible();
  await expect(bob.page.getByText("5 changes or photos are on this device only")).toBeVisible();
  await expect(bob.account.signOut).toBeDisabled();
  await second.page.close();
  expect(await bob.account.saveUnsent()).toContain("And a spoon.");
  await bob.account.signOut.click();
  await expect(bob.page).toHaveURL(/\/people$/);
  await bob.badge.says("On this device");
  await expect(bob.people.row("Noor Haddad")).toHaveCount(0);
  const left = await bob.page.evaluate(async () => (await indexedDB.databases()).length);
  expect(left).toBe(2);

  // What happened can be read.
  await alice.open("/access-log");
  for (const line of ["Alice removed Bob", "Bob joined as a member", "Alice made Bob a viewer"]) {
    await expect(alice.page.getByText(line).first()).toBeVisible();
  }
});

test("the pages of accounts and members are accessible, on a phone and a desktop, light and dark", async ({
  alice,
  bob,
  server,
}) => {
  test.setTimeout(180_000);
  for (const path of ["/sign-in", "/account", "/members", "/sign-out", "/new-password"]) {
    await alice.open(path);
    await expect(alice.page.getByRole("heading", { level: 1 })).toBeVisible();
    await isAccessible(alice, path);
  }
  await alice.account.follow(server.setUpLink);
  await expect(alice.page.getByRole("textbox", { name: "Your name" })).toBeVisible();
  await isAccessible(alice, "set-up");
  await alice.account.make("Alice", "Make the account");
  await expect(alice.page.getByRole("button", { name: "Make it a team" })).toBeVisible();
  await isAccessible(alice, "making a team");
  await alice.account.makeTeam("Kiosk");
  const invitation = await alice.account.invite("Admin");
  await isAccessible(alice, "an invitation made");
  await bob.account.follow(invitation);
  await expect(bob.page.getByText("Alice invites you")).toBeVisible();
  await isAccessible(bob, "an invitation");
  await alice.open("/account");
  await expect(alice.page.getByText("This device", { exact: true })).toBeVisible();
  await isAccessible(alice, "an account");
  await alice.open("/access-log");
  await expect(alice.page.getByText("Alice made this workspace a team")).toBeVisible();
  await isAccessible(alice, "what happened");
});

test("an owner signs in on a second device and signs it out from the first", async ({
  alice,
  bob,
  server,
}) => {
  await alice.startTeam("Chloé Moreau");
  await alice.account.follow(server.setUpLink);
  await alice.account.make("Alice", "Make the account");
  await expect(alice.page).toHaveURL(/\/members$/);
  await alice.account.makeTeam("Kiosk");

  // The same person at another device. This server mails nothing.
  await bob.open("/sign-in");
  await expect(bob.page.getByText("Whoever runs the server gives you a link")).toBeVisible();
  await expect(bob.page.getByRole("button", { name: "Forgot the password?" })).toHaveCount(0);
  await bob.account.signIn("Alice", "a wrong password");
  await expect(bob.page.getByText("This email address and password do not fit.")).toBeVisible();
  await bob.account.signIn("Alice");
  await expect(bob.people.row("Chloé Moreau")).toHaveCount(1);
  await bob.badge.says("On the server");

  await alice.open("/account");
  await alice.page.getByRole("button", { name: "Sign it out" }).click();
  await expect(alice.page.getByRole("button", { name: "Sign it out" })).toHaveCount(0);
  await bob.badge.says("Problem: signed out");
  await expect(bob.people.row("Chloé Moreau")).toHaveCount(1);
  await bob.account.signIn("Alice");
  await bob.badge.says("On the server");
});
