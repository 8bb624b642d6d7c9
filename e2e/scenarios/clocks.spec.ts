import { figures, rounds } from "../fixtures/rounds.ts";
import { expect, test } from "../fixtures/test.ts";

const TEN_YEARS_MS = 10 * 365 * 24 * 60 * 60 * 1000;

test("clocks ten years off, and set back, refuse nothing and change no order", { tag: "@soak" }, async ({ alice, bob }) => {
  const turns = rounds(2);
  test.setTimeout(120_000 + turns * 20_000);
  const now = Date.now();
  await alice.page.clock.install({ time: now + TEN_YEARS_MS });
  await bob.page.clock.install({ time: now - TEN_YEARS_MS });
  const link = await alice.startTeam("Tomás Silva");
  await bob.joinTeam(link, 1);
  await alice.people.show();
  await alice.people.openPerson("Tomás Silva");
  await bob.people.openPerson("Tomás Silva");

  for (let turn = 0; turn < turns; turn++) {
    // Bob knows what Alice said ten years from now, and has the last word.
    await alice.card.set("Usual order", `Galão ${turn}`);
    await bob.card.says("Usual order", `Galão ${turn}`);
    await bob.card.set("Usual order", `Meia de leite ${turn}`);
    await alice.card.says("Usual order", `Meia de leite ${turn}`);

    // Somebody sets Alice's clock back by twenty years, while she waits for the network.
    await alice.goOffline();
    await alice.card.note(`Written before the clock was set ${turn}`);
    await alice.page.clock.setSystemTime(now - TEN_YEARS_MS - turn);
    await alice.card.note(`Written after ${turn}`);
    alice.network.mend();
    await alice.badge.says("On the server", 90_000);
    await bob.card.tells(`Written after ${turn}`);
    await alice.page.clock.setSystemTime(now + TEN_YEARS_MS + turn);
  }
  await expect(alice.card.answers("Usual order")).toHaveCount(0);
  await alice.open("/work");
  await expect(alice.work.refused).toHaveCount(0);
  figures("clocks", 17, { turns, refused: 0, order_kept: turns });
});
