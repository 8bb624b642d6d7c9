import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { isAccessible } from "../fixtures/accessible.ts";
import { Server, requireServer } from "../fixtures/server.ts";
import { test as base, expect } from "../fixtures/test.ts";

const test = base.extend<{ backups: string }>({
  backups: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), "regulars-backups-"));
    await use(folder);
    await rm(folder, { recursive: true });
  },
  server: async ({ backups }, use) => {
    requireServer();
    const server = await Server.start({ REGULARS_BACKUP_DIR: backups });
    await use(server);
    await server.dispose();
  },
});

test("who set the server up sees how it does and backs it up, and nobody else", async ({
  alice,
  bob,
  server,
  backups,
}) => {
  await alice.startTeam("Noor Haddad");
  await alice.account.follow(server.setUpLink);
  await alice.account.make("Alice", "Make the account");
  await expect(alice.page).toHaveURL(/\/members$/);
  await alice.open("/account");
  await alice.page.getByRole("link", { name: "This server" }).click();
  const status = alice.page.getByRole("status").filter({ hasText: "The last one: today" });
  // Its first one it makes by itself, as soon as it starts.
  await expect(status).toBeVisible();
  await expect(alice.page.getByText("1 workspace, 1 account")).toBeVisible();
  await isAccessible(alice, "how the server does");

  // An older one does not count as new.
  const [first] = await readdir(backups);
  await rm(join(backups, first!));
  await alice.page.getByRole("button", { name: "Back up now" }).click();
  await expect(status).toBeVisible();
  await expect.poll(() => readdir(backups)).toHaveLength(1);

  await bob.open("/server");
  await expect(bob.page.getByText("Nobody is signed in on this device.")).toBeVisible();
});
