import { SIZES, fits, hasNoViolations } from "../fixtures/accessible.ts";
import { picture } from "../fixtures/picture.ts";
import { storedText } from "../fixtures/stored-text.ts";
import { expect, test } from "../fixtures/test.ts";

const NAME = "Zabrowska";
const NOTHING = { rows: 0, photos: 0 };

test("whom one of two erases is gone from both, and comes back from nowhere", async ({ alice, bob }) => {
  test.setTimeout(240_000);
  const link = await alice.startTeam(`Ida ${NAME}`);
  await bob.joinTeam(link, 1);
  await alice.people.show();
  await alice.people.openPerson(`Ida ${NAME}`);
  await alice.photo.choose(picture("red"));
  await alice.card.note(`Ida ${NAME} takes oat milk.`);
  await bob.people.openPerson(`Ida ${NAME}`);
  await bob.photo.shows("red", 20_000);
  const other = await bob.anotherTab("/people");
  await expect(other.people.row(`Ida ${NAME}`)).toHaveCount(1);
  await bob.card.composer.fill(`Ask ${NAME} about Tuesday`);
  expect((await storedText(bob.page, NAME)).rows).toBeGreaterThan(1);
  expect((await storedText(bob.page, NAME)).photos).toBe(1);

  await expect(alice.erase.offer).toHaveCount(0);
  await alice.card.putInBin();
  await alice.erase.offer.click();
  await expect(alice.erase.dialog).toContainText("nobody can bring it back");
  for (const [size, viewport] of Object.entries(SIZES)) {
    await alice.page.setViewportSize(viewport);
    await hasNoViolations(alice, `the question, ${size}`, "dialog[open]");
    await fits(alice, `the question, ${size}`);
  }
  await alice.erase.confirm();
  const proof = await alice.erase.saveProof();
  expect(proof).toContain("Erased for good");
  expect(proof).not.toContain(NAME);
  await alice.erase.isSaid();
  await bob.erase.isSaid();
  await hasNoViolations(alice, "an erased person’s page");

  await alice.badge.says("On the server");
  for (const page of [alice.page, bob.page, other.page]) {
    await expect.poll(() => storedText(page, NAME)).toEqual(NOTHING);
  }
  await expect(other.people.row(`Ida ${NAME}`)).toHaveCount(0);
  for (const person of [alice, bob]) {
    await person.reload();
    await person.erase.isSaid();
    await person.page.keyboard.press("Control+k");
    await person.page.keyboard.type("zabrowska");
    await expect(person.page.getByRole("dialog")).toBeVisible();
    await expect(person.page.getByRole("option", { name: new RegExp(NAME) })).toHaveCount(0);
    await person.page.keyboard.press("Escape");
    expect(await storedText(person.page, NAME)).toEqual(NOTHING);
  }
});

test("who is erased without a network is gone here at once, and there once it is back", async ({ alice, bob }) => {
  const link = await alice.startTeam(`Ida ${NAME}`);
  await bob.joinTeam(link, 1);
  await alice.people.show();
  await alice.people.openPerson(`Ida ${NAME}`);
  await alice.goOffline();
  await alice.card.note(`${NAME} called.`);
  await alice.card.putInBin();
  await alice.open("/bin");
  await alice.bin.line(NAME).getByRole("button", { name: /^Erase for good/ }).click();
  await expect(alice.erase.dialog).toContainText("as soon as each connects");
  await alice.erase.confirm();
  await expect(alice.page.getByText("Nobody in the bin")).toBeVisible();
  await alice.badge.says(/1 waiting$/);
  await expect.poll(() => storedText(alice.page, NAME)).toEqual(NOTHING);
  expect((await storedText(bob.page, NAME)).rows).toBeGreaterThan(0);
  await alice.open("/work");
  await expect(alice.page.getByText("Erased for good")).toBeVisible();

  await alice.comeBack();
  await alice.badge.says("On the server");
  await expect(bob.people.row(NAME)).toHaveCount(0);
  await expect.poll(() => storedText(bob.page, NAME)).toEqual(NOTHING);
});

test("a member is not offered to erase anybody", async ({ alice, bob, server }) => {
  test.setTimeout(240_000);
  await alice.startTeam(`Ida ${NAME}`);
  await alice.account.follow(server.setUpLink);
  await alice.account.make("Alice", "Make the account");
  await expect(alice.page).toHaveURL(/\/members$/);
  await alice.account.makeTeam("Kiosk");
  await alice.badge.says("On the server");
  const invitation = await alice.account.invite("Member");
  await bob.account.follow(invitation);
  await bob.account.make("Bob", "Make an account and join");
  await bob.people.openPerson(`Ida ${NAME}`);
  await bob.card.putInBin();
  await expect(bob.banner(/In the bin/).getByRole("button", { name: "Restore" })).toBeVisible();
  await expect(bob.erase.offer).toHaveCount(0);

  await alice.open("/bin");
  await alice.erase.offer.click();
  await alice.erase.confirm();
  await bob.erase.isSaid();
  await alice.open("/access-log");
  await expect(alice.page.getByText("Alice erased a record for good")).toBeVisible();
});
