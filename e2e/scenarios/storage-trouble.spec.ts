import type { Actor } from "../fixtures/actor.ts";
import { random } from "../fixtures/random.ts";
import { figures, median, rounds } from "../fixtures/rounds.ts";
import { expect, test } from "../fixtures/test.ts";

const FIVE_MEGABYTES = 5_000_000;

test("a full device says so while somebody types, and loses nothing once there is room", { tag: "@soak" }, async ({ alice }) => {
  const fills = rounds(1);
  test.setTimeout(120_000 + fills * 60_000);
  const found = await fillUp(alice, fills);
  figures("quota", 15, {
    quota_bytes: FIVE_MEGABYTES,
    fills,
    edits: found.edits,
    silent_losses: found.silent.length,
    ms_to_warning_median: median(found.warned),
    ms_to_warning_worst: Math.round(Math.max(...found.warned)),
  });
  expect(found.silent).toEqual([]);
});

test("an app that is not told of a full database loses silently, and is found out", async ({ alice }) => {
  await alice.open();
  await alice.firstStart.add("Jonas Weber");
  await alice.card.isOf("Jonas Weber");
  await alice.badge.says("On this device");
  // What there is no room for is passed over, and reported as done.
  await alice.page.evaluate(() => {
    IDBObjectStore.prototype.put = function () {
      return this.get("no such key") as unknown as IDBRequest<IDBValidKey>;
    };
  });
  await alice.card.note("Nobody kept this.");
  await alice.badge.says("On this device");
  await alice.reload();
  expect(await silentlyLost(alice, ["Nobody kept this."])).toEqual(["Nobody kept this."]);
});

/** Types long notes until the device is full and says so, then makes room; as often as told. */
async function fillUp(alice: Actor, fills: number) {
  // On the origin, and before the database is opened: the browser remembers how much room there was.
  const origin = alice.network.origin;
  await alice.page.goto(`${origin}/healthz`);
  const devtools = await alice.page.context().newCDPSession(alice.page);
  const allow = (quotaSize?: number) =>
    devtools.send("Storage.overrideQuotaForOrigin", quotaSize === undefined ? { origin } : { origin, quotaSize });
  await allow(FIVE_MEGABYTES);
  await alice.open();
  await alice.firstStart.add("Jonas Weber");
  await alice.card.isOf("Jonas Weber");
  await alice.badge.says("On this device");

  const notes: string[] = [];
  const warned: number[] = [];
  const full = alice.badge.now(/^Problem: /);
  for (let fill = 0; fill < fills; fill++) {
    // Long notes until the room is used up: every one that was kept said so.
    for (let typed = performance.now(); !(await full.isVisible()); ) {
      expect(notes.length).toBeLessThan(100 * (fill + 1));
      const note = `Note ${notes.length} ${randomText(notes.length)}`;
      typed = performance.now();
      await alice.card.note(note);
      notes.push(note);
      await alice.badge.says(/^(On this device|Problem: .*)$/);
      if (await full.isVisible()) warned.push(performance.now() - typed);
    }
    await expect(alice.banner(/no room left/)).toBeVisible();
    // What is typed now stays on the screen, and nobody is told that it is kept.
    await alice.card.set("Usual order", `Cortado ${fill}`);
    await alice.card.tells(notes.at(-1) ?? "");
    await alice.badge.says(/^Problem: /);

    await allow();
    await alice.badge.says("On this device", 60_000);
    await expect(alice.banner(/no room left/)).toHaveCount(0);
    await alice.reload();
    await alice.card.says("Usual order", `Cortado ${fill}`);
    await allow(FIVE_MEGABYTES);
  }
  return { edits: notes.length + fills, silent: await silentlyLost(alice, notes), warned };
}

/** The notes of which nothing is there, although the badge said so of each. */
async function silentlyLost(alice: Actor, notes: string[]): Promise<string[]> {
  await alice.card.isOf("Jonas Weber");
  await alice.badge.says("On this device");
  const more = alice.card.timeline.getByRole("button", { name: /^Show all/ });
  if (await more.isVisible()) await more.click();
  const there = new Set(await alice.card.timeline.locator(".entry-text").allTextContents());
  return notes.filter((note) => !there.has(note));
}

/** 60 kB that do not compress much. */
function randomText(seed: number): string {
  const next = random(seed);
  return Array.from({ length: 6_000 }, () => next().toString(36).slice(2, 11)).join(" ");
}

const closed: Record<string, () => void> = {
  "is not there": () => {
    Object.defineProperty(globalThis, "indexedDB", { value: undefined });
  },
  "throws when it is opened": () => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("The operation is insecure.", "SecurityError");
    };
  },
  "answers with an error": () => {
    const open = IDBFactory.prototype.open;
    // A version below the stored one: the browser's own way to fail an open.
    IDBFactory.prototype.open = function (name: string) {
      const first = open.call(this, name, 9_000);
      const request = open.call(this, name, 1);
      first.onsuccess = () => first.result.close();
      return request;
    };
  },
};

for (const [how, close] of Object.entries(closed)) {
  test(`where the browser’s database ${how}, the app says so and works`, async ({ alice }) => {
    await alice.page.addInitScript(close);
    await alice.open();
    await alice.firstStart.add("Ruth Kelly", "Long black");
    await alice.card.isOf("Ruth Kelly");
    await expect(alice.banner(/keeps nothing when this tab closes/)).toBeVisible();
    await alice.card.set("Company", "Kelly Bikes");
    await alice.people.show();
    await expect(alice.people.row("Ruth Kelly")).toContainText("Long black");
  });
}
