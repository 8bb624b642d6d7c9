import { figures, isSoak, rounds } from "../fixtures/rounds.ts";
import { peopleCsv } from "../fixtures/people-csv.ts";
import { expect, test } from "../fixtures/test.ts";
import type { Screens } from "../pages/screens.ts";

// In the long form the rounds are hundreds of people.
const PEOPLE = isSoak ? rounds(1) * 100 : 400;

test("a database that the browser threw away comes back from the server", { tag: "@soak" }, async ({ alice }) => {
  test.setTimeout(180_000 + PEOPLE * 200);
  await alice.open("/import");
  await alice.import.choose("till.csv", peopleCsv(PEOPLE, 16));
  await alice.import.ends(`${PEOPLE.toLocaleString("en")} people came in.`, 600_000);
  await alice.badge.says("On this device", 600_000);
  await alice.team.share();
  await alice.badge.says("On the server", 600_000);

  await throwAway(alice);
  const begun = performance.now();
  await alice.open();
  await expect(alice.people.count).toHaveText(PEOPLE.toLocaleString("en"), { timeout: 600_000 });
  await alice.badge.says("On the server", 600_000);
  const seconds = (performance.now() - begun) / 1000;
  figures("eviction", 16, { people: PEOPLE, restored: PEOPLE, seconds: seconds.toFixed(1) });
  await alice.people.openPerson("Wiśniewska 1");
});

test("what came back after one database of several was lost is whole", async ({ alice, bob }) => {
  const link = await alice.startTeam("Greta Olsen");
  await bob.joinTeam(link, 1);
  await throwAway(bob, /^regulars-/);
  await bob.open();
  await expect(bob.people.count).toHaveText("1");
  await bob.people.openPerson("Greta Olsen");
  await bob.card.note("Written after it came back.");
  await bob.badge.says("On the server");
  await alice.open();
  await alice.people.openPerson("Greta Olsen");
  await alice.card.tells("Written after it came back.");
});

test("without its spare key a browser that lost everything opens empty, and the link brings it back", async ({ alice }) => {
  const link = await alice.startTeam("Greta Olsen");
  await throwAway(alice);
  await alice.page.evaluate(() => localStorage.clear());
  await alice.open();
  await expect(alice.firstStart.heading).toBeVisible();
  await alice.joinTeam(link, 1);
});

/** Deletes databases while no tab has them open. */
async function throwAway(who: Screens, which = /^regulars/): Promise<void> {
  await who.page.goto(`${new URL(who.page.url()).origin}/healthz`);
  const names = await who.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ""));
  const gone = names.filter((name) => which.test(name));
  expect(gone.length).toBeGreaterThan(0);
  await who.page.evaluate(
    (gone) =>
      Promise.all(
        gone.map((name) =>
          new Promise((done, failed) => {
            const request = indexedDB.deleteDatabase(name);
            request.onsuccess = done;
            request.onerror = failed;
          }),
        ),
      ),
    gone,
  );
}
