import type { Actor } from "../fixtures/actor.ts";
import { expect, test } from "../fixtures/test.ts";

/** Alice, who said her name, and Bob, who did not, on one record. */
async function bothAt(alice: Actor, bob: Actor, name: string): Promise<void> {
  const link = await alice.startTeam(name);
  await alice.isCalled("Alice");
  await bob.joinTeam(link, 1);
  await bob.people.openPerson(name);
  await alice.people.show();
  await alice.people.openPerson(name);
}

test("Bob sees Alice open a card, write and leave, and is held up by nothing", async ({ alice, bob }) => {
  await bothAt(alice, bob, "Noor Haddad");
  await expect(bob.card.others).toHaveText("Alice is here");
  await expect(bob.card.othersHeard).toHaveText("Alice is here");
  await expect(alice.card.others).toHaveText("A colleague is here");

  await alice.card.composer.fill("Wants forty cups");
  await expect(bob.card.others).toHaveText("Alice is writing a note");
  await expect(bob.card.writers).toHaveAttribute("title", "Alice is writing here");
  await bob.card.note("Called back, no answer.");
  await alice.card.composer.press("Control+Enter");
  await expect(bob.card.others).toHaveText("Alice is here");
  await expect(bob.card.writers).toHaveCount(0);
  await bob.card.tells("Wants forty cups");

  await alice.card.type("Company", "Haddad Ceramics");
  await expect(bob.card.others).toHaveText("Alice is changing something");
  await bob.card.set("Company", "Noor Haddad & Sons");
  await alice.page.keyboard.press("Enter");
  await alice.people.show();
  await expect(bob.card.others).toHaveText("");
  // That she left is not read out; what was said is not said again when she comes back.
  await alice.people.openPerson("Noor Haddad");
  await expect(bob.card.others).toHaveText("Alice is here");
  await expect(bob.card.othersHeard).toHaveText("Alice is writing a note");
});

test("a second tab of Alice is nobody else, sees Bob, and speaks through the first", async ({ alice, bob }) => {
  await bothAt(alice, bob, "Bilal Rahman");
  await expect(bob.card.others).toHaveText("Alice is here");
  const second = await alice.anotherTab(new URL(alice.page.url()).pathname);
  await second.card.isOf("Bilal Rahman");
  await expect(second.card.others).toHaveText("A colleague is here");
  await expect(alice.card.others).toHaveText("A colleague is here");
  await alice.people.show();
  await second.card.composer.fill("From the second tab");
  await expect(bob.card.others).toHaveText("Alice is writing a note");
  await second.close();
  // At once where a closing page can still speak, else when its silence is noticed.
  await expect(bob.card.others).toHaveText("", { timeout: 35_000 });
});

test("the tab that stays speaks on when the one that owned the connection closes", async ({ alice, bob }) => {
  await bothAt(alice, bob, "Bilal Rahman");
  const second = await alice.anotherTab(new URL(alice.page.url()).pathname);
  await expect(second.card.others).toHaveText("A colleague is here");
  await alice.close();
  await second.card.composer.fill("Still here");
  await expect(bob.card.others).toHaveText("Alice is writing a note");
  await expect(second.card.others).toHaveText("A colleague is here");
});

test("who loses the network is gone within thirty seconds, and sees nobody", async ({ alice, bob }) => {
  test.setTimeout(120_000);
  await bothAt(alice, bob, "Ruth Adeyemi");
  await expect(bob.card.others).toHaveText("Alice is here");
  // A network that closes the door: both know at once.
  await alice.goOffline();
  await expect(alice.card.others).toHaveText("");
  await expect(bob.card.others).toHaveText("");
  await alice.comeBack();
  await expect(bob.card.others).toHaveText("Alice is here");
  await expect(alice.card.others).toHaveText("A colleague is here");
  // One that dies without a word: nobody is told, and everybody forgets.
  alice.network.freeze();
  await expect(bob.card.others).toHaveText("", { timeout: 32_000 });
  await expect(alice.card.others).toHaveText("", { timeout: 15_000 });
});
