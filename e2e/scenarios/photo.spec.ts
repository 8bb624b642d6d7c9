import { picture } from "../fixtures/picture.ts";
import { expect, test } from "../fixtures/test.ts";

test("a photo chosen offline is there after a reload, and reaches the colleague", async ({ alice, bob }) => {
  const link = await alice.startTeam("Noor Haddad");
  await bob.joinTeam(link, 1);
  await alice.people.show();
  await alice.people.openPerson("Noor Haddad");
  await alice.appIsKept();
  await alice.goOffline();
  await alice.photo.shows("initials");
  await alice.photo.choose(picture("red"));
  await alice.photo.shows("red");
  // The change, and the picture.
  await alice.badge.says(/2 waiting$/);
  await alice.reload();
  await alice.photo.shows("red");

  await bob.people.openPerson("Noor Haddad");
  await alice.comeBack();
  await bob.photo.shows("red", 20_000);
  await alice.badge.says("On the server");
  // From now on it is on his device, without a network too.
  await bob.appIsKept();
  await bob.goOffline();
  await bob.reload();
  await bob.photo.shows("red");
});

test("two different photos are two answers, and both are shown", async ({ alice, bob }) => {
  const link = await alice.startTeam("Imogen Hart");
  await bob.joinTeam(link, 1);
  await alice.people.show();
  await alice.people.openPerson("Imogen Hart");
  await bob.people.openPerson("Imogen Hart");
  await alice.goOffline();
  await bob.goOffline();
  await alice.photo.choose(picture("red"));
  await bob.photo.choose(picture("blue"));
  await alice.photo.shows("red");
  await bob.photo.shows("blue");
  await alice.comeBack();
  await bob.comeBack();
  for (const person of [alice, bob]) {
    await expect.poll(() => person.photo.answers(), { timeout: 20_000 }).toEqual(["blue", "red"]);
  }
  await bob.photo.use("red");
  for (const person of [alice, bob]) {
    await person.photo.shows("red");
    await expect.poll(() => person.photo.answers()).toEqual([]);
  }
});

test("a photo of a tab without the connection goes through the tab that has it", async ({ alice, bob }) => {
  const second = await alice.shareCard("Bilal Rahman", bob);
  await second.photo.choose(picture("green"));
  await second.photo.shows("green");
  await alice.photo.shows("green");
  await bob.photo.shows("green");
  await second.badge.says("On the server");
  // And the other way round: it comes through the first tab.
  await bob.photo.choose(picture("blue"));
  await second.photo.shows("blue");
});
