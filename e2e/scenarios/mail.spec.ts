import { isAccessible } from "../fixtures/accessible.ts";
import { Mailbox } from "../fixtures/mailbox.ts";
import { Server, requireServer } from "../fixtures/server.ts";
import { test as base, expect } from "../fixtures/test.ts";

const test = base.extend<{ mailbox: Mailbox }>({
  mailbox: async ({}, use) => {
    const mailbox = await Mailbox.start();
    await use(mailbox);
    await mailbox.close();
  },
  server: async ({ mailbox }, use) => {
    requireServer();
    const server = await Server.start(mailbox.settings);
    await use(server);
    await server.dispose();
  },
});

test("who forgot the password gets a link by mail, and signs in with a new one", async ({
  alice,
  bob,
  server,
  mailbox,
}) => {
  await alice.startTeam("Noor Haddad");
  await alice.account.follow(server.setUpLink);
  await alice.account.make("Alice", "Make the account");
  await expect(alice.page).toHaveURL(/\/members$/);
  await alice.account.makeTeam("Kiosk");
  await alice.badge.says("On the server");

  // She is at another device. An address without an account gets the same words, and no mail.
  await bob.open("/sign-in");
  await expect(bob.page.getByRole("button", { name: "Forgot the password?" })).toBeVisible();
  await isAccessible(bob, "signing in where links are mailed");
  await bob.page.getByRole("textbox", { name: "Email" }).fill("eve@example.org");
  await bob.page.getByRole("button", { name: "Forgot the password?" }).click();
  await expect(bob.page.getByRole("textbox", { name: "Email" })).toHaveValue("eve@example.org");
  await expect(bob.page.getByRole("textbox", { name: "Email" })).toBeFocused();
  await bob.page.getByRole("button", { name: "Send the link" }).click();
  await expect(bob.page.getByText("If eve@example.org has an account here, a link")).toBeVisible();
  await bob.page.getByRole("textbox", { name: "Email" }).fill("Alice@example.org");
  await bob.page.getByRole("button", { name: "Send the link" }).click();
  await expect(bob.page.getByText("If Alice@example.org has an account here, a link")).toBeVisible();
  await isAccessible(bob, "a link asked for");
  await expect.poll(() => mailbox.to("alice@example.org").length).toBe(1);
  expect(mailbox.mails).toHaveLength(1);

  const [mail] = mailbox.mails;
  expect(mail?.text).toContain("Hello Alice,");
  const link = /http:\/\/crm\.example\/#new-password=[0-9a-f]{64}/.exec(mail?.text ?? "")?.[0];
  await bob.account.follow(link ?? "");
  await expect(bob.page).toHaveURL(/\/new-password$/);
  await bob.page.getByLabel("New password").fill("another one of mine");
  await bob.page.getByRole("button", { name: "Keep it" }).click();
  await expect(bob.page.getByText("The new password holds.")).toBeVisible();

  // Every other device is out, the new password opens the workspace, and the link is used up.
  await alice.badge.says("Problem: signed out");
  await bob.account.signIn("Alice", "another one of mine");
  await expect(bob.people.row("Noor Haddad")).toHaveCount(1);
  await bob.open("/access-log");
  await expect(bob.page.getByText("A link for a new password was mailed to Alice")).toBeVisible();
  await bob.account.follow(link ?? "");
  await bob.page.getByLabel("New password").fill("yet another one");
  await bob.page.getByRole("button", { name: "Keep it" }).click();
  await expect(bob.page.getByText("This link was used")).toBeVisible();
});

test("a colleague is invited by mail, and joins", async ({ alice, bob, server, mailbox }) => {
  await alice.startTeam("Noor Haddad");
  await alice.account.follow(server.setUpLink);
  await alice.account.make("Alice", "Make the account");
  await expect(alice.page).toHaveURL(/\/members$/);
  await alice.account.makeTeam("Kiosk");

  const address = alice.page.getByRole("textbox", { name: "Their email address" });
  const link = alice.page.getByRole("textbox", { name: "The invitation" });
  const invite = alice.page.getByRole("button", { name: "Mail a link" });
  await expect(alice.page.getByRole("button", { name: "Make a link" })).toBeVisible();
  await isAccessible(alice, "inviting by mail");

  // Without an address it is a link as ever.
  const byHand = await alice.account.invite("Member");
  expect(byHand).toContain("#invite=");
  expect(mailbox.mails).toHaveLength(0);
  await alice.page.getByRole("button", { name: "Take back" }).click();
  await expect(alice.page.getByRole("heading", { name: "Not used yet" })).toHaveCount(0);

  // What is no address makes no invitation; what the mail server refuses is said, with the link.
  await address.fill("bob");
  await invite.click();
  await expect(alice.page.getByText("This is no email address.")).toBeVisible();
  await expect(alice.page.getByRole("heading", { name: "Not used yet" })).toHaveCount(0);
  mailbox.refused.add("bop@example.org");
  await address.fill("bop@example.org");
  await invite.click();
  await expect(alice.page.getByText("The mail server refuses the mail for bop@")).toBeVisible();
  await expect(link).toHaveValue(/#invite=[0-9a-f]{64}$/);
  await expect(address).toHaveValue("bop@example.org");
  await isAccessible(alice, "an invitation that was refused");

  await alice.page.getByRole("radio", { name: "Viewer" }).check({ force: true });
  await address.fill("bob@example.org");
  await invite.click();
  await expect(alice.page.getByText("The mail server took the mail for bob@example.org.")).toBeVisible();
  await isAccessible(alice, "an invitation that was mailed");
  const shown = (await link.inputValue()).split("#")[1];
  await expect(address).toHaveValue("");
  expect(mailbox.mails).toHaveLength(1);
  const [mail] = mailbox.to("bob@example.org");
  expect(mail?.subject).toBe("Alice invites you to “Kiosk”");
  expect(mail?.text).toContain("You would be a viewer");
  const mailed = /http:\/\/crm\.example\/#(invite=[0-9a-f]{64})/.exec(mail?.text ?? "");
  // A link of its own: by it alone is known whose the address is.
  expect(mailed?.[1]).not.toBe(shown);

  await bob.account.follow(mailed?.[0] ?? "");
  await expect(bob.page.getByText("Alice invites you to “Kiosk” as a viewer.")).toBeVisible();
  await bob.account.make("Bob", "Make an account and join");
  await expect(bob.people.row("Noor Haddad")).toHaveCount(1);
  await bob.badge.says("On the server");
});
