import { random } from "../fixtures/random.ts";
import { expect, test } from "../fixtures/test.ts";

test("a full device says so while somebody types, and loses nothing once there is room", async ({ alice }) => {
  // On the origin, and before the database is opened: the browser remembers how much room there was.
  const origin = alice.network.origin;
  await alice.page.goto(`${origin}/healthz`);
  const devtools = await alice.page.context().newCDPSession(alice.page);
  await devtools.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 1_000_000 });
  await alice.open();
  await alice.firstStart.add("Jonas Weber");
  await alice.card.isOf("Jonas Weber");
  await alice.badge.says("On this device");

  // Long notes until the room is used up: every one that was kept said so.
  const notes: string[] = [];
  const full = alice.badge.now(/^Problem: /);
  while (!(await full.isVisible())) {
    expect(notes.length).toBeLessThan(40);
    const note = `Note ${notes.length} ${randomText(notes.length)}`;
    await alice.card.note(note);
    notes.push(note);
    await alice.badge.says(/^(On this device|Problem: .*)$/);
  }
  await expect(alice.banner(/no room left/)).toBeVisible();
  // What is typed now stays on the screen, and nobody is told that it is kept.
  await alice.card.set("Usual order", "Cortado");
  for (const note of notes) await alice.card.tells(note);
  await alice.badge.says(/^Problem: /);

  await devtools.send("Storage.overrideQuotaForOrigin", { origin });
  await alice.badge.says("On this device", 60_000);
  await expect(alice.banner(/no room left/)).toHaveCount(0);
  await alice.reload();
  for (const note of notes) await alice.card.tells(note);
  await alice.card.says("Usual order", "Cortado");
});

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
