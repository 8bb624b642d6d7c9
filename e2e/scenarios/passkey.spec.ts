import type { CDPSession, Page } from "@playwright/test";

import { isAccessible } from "../fixtures/accessible.ts";
import { expect, test } from "../fixtures/test.ts";
import { Screens } from "../pages/screens.ts";

const PASSWORD = "correct horse battery";

/** A fingerprint reader, as the browser's own tools make one. */
async function fingerprintReader(page: Page): Promise<[CDPSession, string]> {
  const tools = await page.context().newCDPSession(page);
  await tools.send("WebAuthn.enable");
  const { authenticatorId } = await tools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return [tools, authenticatorId];
}

test("a passkey signs in without the password, until it is removed", async ({ alice, server }) => {
  test.setTimeout(120_000);
  // Passkeys are a name's: a number has none.
  const here = new Screens(alice.page, alice.network.origin.replace("127.0.0.1", "localhost"));
  const { page } = here;
  const [tools, authenticatorId] = await fingerprintReader(page);
  await here.account.follow(server.setUpLink);
  await here.account.make("Alice", "Make the account");
  await expect(page).toHaveURL(/\/members$/);

  // Whoever finds the device unlocked makes none.
  await here.open("/account");
  const add = page.getByRole("button", { name: "Add a passkey" });
  await add.click();
  const password = page.getByLabel("Your password");
  await expect(password).toBeFocused();
  await isAccessible(alice, "adding a passkey");
  await password.fill("a wrong password");
  await add.click();
  await expect(page.getByText("The password is another one.")).toBeVisible();
  await password.fill(PASSWORD);
  await add.click();
  await expect(page.getByRole("status").filter({ hasText: "Added." })).toBeVisible();
  const passkey = page.getByRole("listitem").filter({ hasText: "Chrome on Windows" }).filter({ hasText: "not used yet" });
  await expect(passkey).toHaveCount(1);

  // One device keeps one.
  await add.click();
  await password.fill(PASSWORD);
  await add.click();
  await expect(page.getByText("This device has a passkey of yours already.")).toBeVisible();

  // Somebody else's finger opens nothing.
  const signOut = async () => {
    await here.open("/sign-out");
    await here.account.signOut.click();
    await expect(page).toHaveURL(/\/people$/);
    await here.open("/sign-in");
  };
  const byPasskey = page.getByRole("button", { name: "Sign in with a passkey" });
  await signOut();
  await isAccessible(alice, "signing in");
  await tools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
  await byPasskey.click();
  await expect(page.getByText("The browser gave no passkey")).toBeVisible();

  // Their own does.
  await tools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
  await byPasskey.click();
  await expect(page).toHaveURL(/\/members$/);
  await here.open("/account");
  await expect(page.getByText("Signed in as Alice")).toBeVisible();
  await expect(page.getByText(/^Last used /)).toBeVisible();

  // Removed, it opens nothing, though the device still has it.
  await page.getByRole("button", { name: "Remove" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Removed." })).toBeVisible();
  await expect(page.getByRole("button", { name: "Remove" })).toHaveCount(0);
  await signOut();
  await byPasskey.click();
  await expect(page.getByText("This passkey opens nothing here.")).toBeVisible();
  await here.account.signIn("Alice");
  await expect(page).toHaveURL(/\/members$/);
});

test("a browser without passkeys offers none", async ({ alice, server }) => {
  await alice.page.addInitScript(() => Reflect.deleteProperty(window, "PublicKeyCredential"));
  await alice.open("/sign-in");
  await expect(alice.page.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
  await expect(alice.page.getByRole("button", { name: /passkey/ })).toHaveCount(0);
  await alice.account.follow(server.setUpLink);
  await alice.account.make("Alice", "Make the account");
  await alice.open("/account");
  await expect(alice.page.getByText("This browser cannot use passkeys here.")).toBeVisible();
  await expect(alice.page.getByRole("button", { name: "Add a passkey" })).toHaveCount(0);
});
