// The whole workspace in one file, and back again.

import type { Actor } from "../fixtures/actor.ts";
import { isAccessible } from "../fixtures/accessible.ts";
import { picture } from "../fixtures/picture.ts";
import { expect, test } from "../fixtures/test.ts";

async function withTwo(alice: Actor): Promise<void> {
  await alice.open("/import");
  await alice.import.choose("till.csv", "name,email\nAmara Diallo,amara@example.org\nBilal Rahman,bilal@example.org\n");
  await alice.import.ends("2 people came in.");
  await alice.people.show();
  await alice.people.openPerson("Amara Diallo");
  await alice.card.note("Asked for 12 kg until Friday.");
  await alice.photo.choose(picture("red"));
  await alice.photo.shows("red");
}

test("a backup with a passphrase brings everything back into a fresh browser, and from there to its server", async ({ alice, bob }) => {
  test.setTimeout(180_000);
  await withTwo(alice);
  await alice.open("/backup");
  await isAccessible(alice, "backup");
  const backup = await alice.files.backup("correct horse battery");
  expect(backup.name).toMatch(/^backup-\d{4}-\d\d-\d\d\.regulars\.age$/);
  expect(backup.text.startsWith("age-encryption.org/v1\n-> scrypt ")).toBe(true);
  expect(backup.text).not.toContain("Amara");

  await bob.open("/backup");
  await bob.files.restore(backup.name, backup.bytes);
  await bob.files.unlock("correct horse");
  await expect(bob.page.getByText("This passphrase does not open the backup.")).toBeVisible({ timeout: 30_000 });
  await isAccessible(bob, "a backup that is closed");
  await bob.files.unlock("correct horse battery");
  await expect(bob.page.getByText(/A sound backup from .*: 2 people, 1 photo\./)).toBeVisible({ timeout: 30_000 });
  await expect(bob.page.getByText("This workspace is empty: all of it comes in.")).toBeVisible();
  await isAccessible(bob, "a sound backup");
  await bob.files.bringBack(/changes of 2 records are back\.$/);
  await isAccessible(bob, "a backup that is back");
  await bob.people.show();
  await expect(bob.people.count).toHaveText("2");
  await bob.reload();
  await expect(bob.people.count).toHaveText("2");
  await bob.people.openPerson("Amara Diallo");
  await bob.photo.shows("red");
  await expect(bob.page.getByText("Asked for 12 kg until Friday.").first()).toBeVisible();

  // What came back goes to a server like anything that was written here.
  const link = await bob.team.share();
  await bob.badge.says("On the server");
  const carol = await bob.anotherDevice();
  await carol.joinTeam(link, 2);
  await carol.people.openPerson("Amara Diallo");
  await carol.photo.shows("red", 20_000);
  await carol.leave();
});

test("a backup adds what is missing, and overwrites nothing that was written since", async ({ alice }) => {
  test.setTimeout(120_000);
  await withTwo(alice);
  await alice.open("/backup");
  const backup = await alice.files.backup();
  expect(backup.name).toMatch(/\.regulars$/);
  await alice.people.show();
  await alice.people.openPerson("Bilal Rahman");
  await alice.card.note("Written after the backup.");
  await alice.open("/backup");
  await alice.files.restore(backup.name, backup.bytes);
  await expect(alice.page.getByText(/This workspace has 2 people\./)).toBeVisible();
  await alice.files.bringBack("Everything of this backup was here already.");
  await alice.people.show();
  await alice.people.openPerson("Bilal Rahman");
  await expect(alice.page.getByText("Written after the backup.").first()).toBeVisible();
});

test("a file that is no sound backup changes nothing, and a sentence says what it is", async ({ alice, bob }) => {
  test.setTimeout(120_000);
  await withTwo(alice);
  await alice.open("/backup");
  const { name, bytes } = await alice.files.backup();
  const damaged = Buffer.from(bytes);
  damaged[200] = (damaged[200] ?? 0) ^ 1;
  await bob.open("/backup");
  for (const [file, words] of [
    [bytes.subarray(0, bytes.length - 30), /The end of this backup is missing/],
    [damaged, /This backup is damaged\. Nothing was brought back\./],
    [Buffer.from("name,email\nAmara,a@example.org\n"), /This is not a backup of Regulars/],
  ] as const) {
    await bob.files.restore(name, file);
    await expect(bob.page.locator(".panel-bad")).toContainText(words);
  }
  await bob.open("/people");
  await expect(bob.page.getByRole("heading", { name: "Who is your first regular?" })).toBeVisible();
});
