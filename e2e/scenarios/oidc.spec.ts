import type { Page } from "@playwright/test";

import { isAccessible } from "../fixtures/accessible.ts";
import type { Actor } from "../fixtures/actor.ts";
import { Provider } from "../fixtures/provider.ts";
import type { Server } from "../fixtures/server.ts";
import { test as base, expect } from "../fixtures/test.ts";

const PASSWORD = "correct horse battery";

/** Starts a provider, and the server anew with it: it knows people by the address that this one sees. */
const test = base.extend<{ provider: (seenBy: Actor, of: Server) => Promise<Provider> }>({
  provider: async ({}, use) => {
    const started: Provider[] = [];
    await use(async (seenBy, of) => {
      const { origin } = seenBy.network;
      const provider = await Provider.start(origin);
      started.push(provider);
      await of.stop();
      await of.restart({ ...provider.settings, REGULARS_PUBLIC_ORIGIN: origin });
      return provider;
    });
    for (const provider of started) await provider.close();
  },
});

/** Signs in on the provider's own page. */
async function beAtProviderAgain(page: Page, name: string): Promise<void> {
  await page.getByPlaceholder("Enter any login").fill(name);
  await page.getByPlaceholder("and password").fill("any");
  await page.getByRole("button", { name: "Sign-in" }).click();
}

/** Signs in there for the first time, and lets it tell. */
async function beAtProvider(page: Page, name: string): Promise<void> {
  await beAtProviderAgain(page, name);
  await page.getByRole("button", { name: "Continue" }).click();
}

async function signOut(who: Actor): Promise<void> {
  await who.open("/sign-out");
  await who.account.signOut.click();
  await expect(who.page).toHaveURL(/\/people$/);
  await who.open("/sign-in");
}

test("whoever added their account elsewhere signs in by it, until it is removed", async ({
  alice,
  server,
  provider,
}) => {
  await provider(alice, server);
  const { page } = alice;
  await alice.account.follow(server.setUpLink);
  await alice.account.make("Alice", "Make the account");
  await expect(page).toHaveURL(/\/members$/);

  // Nobody is let in by it before she added it.
  const byMarket = page.getByRole("button", { name: "Sign in with Market ID" });
  await signOut(alice);
  await isAccessible(alice, "signing in, here or elsewhere");
  await byMarket.click();
  await beAtProvider(page, "Alice");
  await expect(page.getByText("Nobody here signs in by this account.")).toBeVisible();
  await expect(page).toHaveURL(/\/sign-in$/);
  await alice.account.signIn("Alice");
  await expect(page).toHaveURL(/\/members$/);

  // Whoever finds the device unlocked adds none.
  await alice.open("/account");
  const add = page.getByRole("button", { name: "Add your account at Market ID" });
  await add.click();
  const password = page.getByLabel("Your password");
  await expect(password).toBeFocused();
  const goOn = page.getByRole("button", { name: "Go on to Market ID" });
  await password.fill("a wrong password");
  await goOn.click();
  await expect(page.getByText("The password is another one.")).toBeVisible();
  await password.fill(PASSWORD);
  await goOn.click();
  // The page as it was left does not wait for an answer for ever.
  await expect(page.getByPlaceholder("Enter any login")).toBeVisible();
  await page.goBack();
  await add.click();
  await password.fill(PASSWORD);
  await goOn.click();
  // The provider still knows her by its own cookie, and asks all the same.
  await beAtProviderAgain(page, "Alice");
  await expect(page).toHaveURL(/\/account\?added=/);
  await expect(
    page.getByText("Added: alice@example.org at 127.0.0.1. If this is not you, remove it."),
  ).toBeVisible();
  const there = page.getByRole("listitem").filter({ hasText: "alice@example.org" });
  await expect(there).toContainText("not used yet");
  await isAccessible(alice, "an account with a way to sign in elsewhere");

  await signOut(alice);
  await byMarket.click();
  await beAtProviderAgain(page, "Alice");
  await expect(page).toHaveURL(/\/members$/);
  await alice.open("/account");
  await expect(page.getByText("Signed in as Alice")).toBeVisible();
  await expect(there).toContainText("last used");

  await page.getByRole("button", { name: "Remove alice@example.org" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Removed." })).toBeVisible();
  await expect(there).toHaveCount(0);
});

test("a refusal elsewhere, and a provider that is gone, leave the password", async ({
  alice,
  server,
  provider,
}) => {
  const market = await provider(alice, server);
  const { page } = alice;
  await alice.account.follow(server.setUpLink);
  await alice.account.make("Alice", "Make the account");
  await expect(page).toHaveURL(/\/members$/);
  await alice.open("/account");
  await page.getByRole("button", { name: "Add your account at Market ID" }).click();
  await page.getByLabel("Your password").fill(PASSWORD);
  await page.getByRole("button", { name: "Go on to Market ID" }).click();
  await page.getByRole("link", { name: "Cancel" }).click();
  await expect(page.getByText("It was called off there, or not allowed.")).toBeVisible();
  await isAccessible(alice, "called off elsewhere, while adding it");
  await page.getByRole("link", { name: "Back to your account" }).click();
  await expect(page).toHaveURL(/\/account$/);

  await signOut(alice);
  const byMarket = page.getByRole("button", { name: "Sign in with Market ID" });
  await byMarket.click();
  await page.getByRole("link", { name: "Cancel" }).click();
  await expect(page.getByText("It was called off there, or not allowed.")).toBeVisible();
  await expect(page).toHaveURL(/\/sign-in$/);
  await isAccessible(alice, "called off elsewhere");

  const told: [string, string][] = [
    ["temporarily_unavailable", "There is trouble there."],
    ["unauthorized_client", "This server is not set up there as it has to be."],
  ];
  for (const [error, words] of told) {
    await page.goto(`${alice.network.origin}/sign-in?error=${error}&state=${"7".repeat(64)}`);
    await expect(page.getByText(words)).toBeVisible();
  }

  // A link that somebody else made leads into nobody's account.
  await page.goto(`${alice.network.origin}/sign-in?code=1&state=${"7".repeat(64)}`);
  await expect(page.getByText("This was begun in another browser")).toBeVisible();

  await market.close();
  await server.stop();
  await server.restart();
  await alice.open("/sign-in");
  await byMarket.click();
  await expect(page.getByText("There is no answer from there.")).toBeVisible();
  await alice.account.signIn("Alice");
  await expect(page).toHaveURL(/\/members$/);
});

test("an invitation brings in who signs in elsewhere, without a password", async ({
  alice,
  bob,
  server,
  provider,
}) => {
  // The provider sends people back to the address that Bob sees.
  await provider(bob, server);
  await alice.startTeam("Noor Haddad");
  await alice.account.follow(server.setUpLink);
  await alice.account.make("Alice", "Make the account");
  await expect(alice.page).toHaveURL(/\/members$/);
  await alice.account.makeTeam("Kiosk");
  await alice.badge.says("On the server");
  const link = await alice.account.invite("Member");

  const { page } = bob;
  await bob.account.follow(link);
  const join = page.getByRole("button", { name: "Join with Market ID" });
  await expect(join).toBeVisible();
  await isAccessible(bob, "an invitation, with a way to join by an account elsewhere");
  await join.click();
  await beAtProvider(page, "Bob");
  await expect(page.getByText("Noor Haddad")).toBeVisible();
  await bob.open("/account");
  await expect(page.getByText("Signed in as Bob, bob@example.org.")).toBeVisible();
  await expect(page.getByText("You have none here.")).toBeVisible();
  await isAccessible(bob, "an account without a password");
  await page.getByRole("button", { name: "Remove bob@example.org" }).click();
  await expect(page.getByText("This is your only way to sign in.")).toBeVisible();
});
