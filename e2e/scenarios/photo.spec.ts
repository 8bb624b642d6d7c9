import type { Actor } from "../fixtures/actor.ts";
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

test("a photo is dropped, pasted, taken away and brought back", async ({ alice }) => {
  await alice.open();
  await alice.firstStart.add("Marta Kowalczyk");
  await alice.photo.bring("drop", picture("green", 300, 500));
  await alice.photo.shows("green");
  await alice.undo("New photo of Marta Kowalczyk");
  await alice.photo.shows("initials");
  await alice.photo.bring("paste", picture("blue", 64, 64));
  await alice.photo.shows("blue");
  await alice.photo.takeAway();
  await alice.photo.shows("initials");
  await alice.undo("Photo of Marta Kowalczyk taken away");
  await alice.photo.shows("blue");

  await alice.photo.choose({ name: "bill.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7") });
  await expect(alice.page.locator(".toast")).toContainText("no picture that this browser can read");
  await alice.photo.shows("blue");
  await alice.people.show();
  await alice.people.openPerson("Marta Kowalczyk");
  await alice.photo.shows("blue");
  await alice.page.getByRole("link", { name: "History" }).click();
  await expect(alice.page.locator(".history-change").filter({ hasText: "Photo" }).first()).toBeVisible();
  await expect(alice.page.getByText("image/webp")).toHaveCount(0);
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

test("an emptied server gets the photos back too", async ({ alice, server }) => {
  const link = await alice.startTeam("Priya Raman");
  await alice.people.show();
  await alice.people.openPerson("Priya Raman");
  await alice.photo.choose(picture("red"));
  await alice.photo.shows("red");
  await alice.badge.says("On the server");
  await server.stop();
  await server.empty();
  await server.restart();
  await alice.comeBack();
  await alice.badge.says("On the server", 30_000);
  const stranger = await alice.anotherDevice();
  await stranger.joinTeam(link, 1);
  await stranger.people.openPerson("Priya Raman");
  await stranger.photo.shows("red", 20_000);
  await stranger.leave();
});

async function withGuests(alice: Actor, people: number): Promise<void> {
  await alice.open("/import");
  const names = Array.from({ length: people }, (_, number) => `Guest ${String(number).padStart(3, "0")}`);
  await alice.import.choose("till.csv", ["name", ...names].join("\n"));
  await alice.import.ends(`${people} people came in.`);
  await alice.people.show();
}

/** Goes to somebody's card, gives them a picture, and goes back to the list. */
async function portray(alice: Actor, name: string): Promise<void> {
  await alice.people.openPerson(name);
  await alice.photo.choose(picture("red"));
  await alice.photo.shows("red");
  await alice.people.show();
  await alice.people.search.fill("");
}

test("a list shows the picture in place of the initials, on a phone too, and nothing moves", async ({ alice }) => {
  await withGuests(alice, 3);
  const row = alice.people.row("Guest 001");
  await alice.photo.in(row, "initials");
  const places = () =>
    row.evaluate((element) => [...element.querySelectorAll(".avatar, .row-link, .row-text")].map((one) => one.getBoundingClientRect().x));
  const before = await places();
  expect(before.length).toBeGreaterThan(2);
  await portray(alice, "Guest 001");
  await alice.photo.in(row, "red");
  expect(await places()).toEqual(before);
  // The row that comes to show somebody else never shows the face of before.
  await alice.people.search.fill("Guest 002");
  await expect(alice.people.row(/Guest/)).toHaveCount(1);
  await alice.photo.in(alice.people.row("Guest 002"), "initials");
  await alice.people.search.fill("");
  await alice.reload();
  await alice.photo.in(row, "red");
  await alice.page.setViewportSize({ width: 390, height: 844 });
  await expect.poll(async () => (await row.locator(".avatar").boundingBox())?.width).toBe(44);
  await alice.photo.in(row, "red");
});

test("a picture is read when its row is in sight, and not while rows fly past", async ({ alice }) => {
  await alice.page.addInitScript(() => {
    const made = URL.createObjectURL.bind(URL);
    URL.createObjectURL = (of) => {
      document.documentElement.dataset.pictures = String(Number(document.documentElement.dataset.pictures ?? 0) + 1);
      return made(of);
    };
  });
  const read = () => alice.page.evaluate(() => Number(document.documentElement.dataset.pictures ?? 0));
  await withGuests(alice, 200);
  await alice.people.grid.getByRole("button", { name: "Name" }).click();
  for (const name of ["Guest 100", "Guest 199"]) await portray(alice, name);
  await alice.reload();
  await expect(alice.people.row("Guest 000")).toBeVisible();
  // Past the first of the two, faster than anybody looks, to the second.
  await alice.people.grid.evaluate(async (list) => {
    for (let top = 0; top < list.scrollHeight; top += 400) {
      list.scrollTop = top;
      await new Promise(requestAnimationFrame);
    }
  });
  await alice.photo.in(alice.people.row("Guest 199"), "red");
  expect(await read()).toBe(1);
});
