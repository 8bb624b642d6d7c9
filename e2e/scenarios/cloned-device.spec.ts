import { cp, rm } from "node:fs/promises";

import { type LaunchOptions, OwnBrowser } from "../fixtures/own-browser.ts";
import { figures, rounds } from "../fixtures/rounds.ts";
import { storedChanges } from "../fixtures/stored-changes.ts";
import { expect, test } from "../fixtures/test.ts";
import { Screens } from "../pages/screens.ts";

test("a browser whose folder was copied and its copy keep each other’s work", { tag: "@soak" }, async ({ server, launchOptions }) => {
  const copies = rounds(1);
  test.setTimeout(120_000 + copies * 60_000);
  const origin = `http://127.0.0.1:${server.port}`;
  const [original, copy] = ["original", "copy"].map((name) => test.info().outputPath(name)) as [string, string];
  let path = "";
  const notes: string[] = [];
  await visit(original, origin, launchOptions, async (alice) => {
    await alice.open();
    await alice.firstStart.add("Ines Ferreira");
    await alice.card.isOf("Ines Ferreira");
    path = new URL(alice.page.url()).pathname;
    await alice.team.share();
    await alice.badge.says("On the server");
    await alice.appIsKept();
  });

  let kept = 0;
  let repeated = 0;
  for (let round = 0; round < copies; round++) {
    await rm(copy, { recursive: true, force: true });
    await cp(original, copy, { recursive: true });
    await server.kill();
    // Both write while neither can hear of the other.
    const told = { original: `The original, ${round}`, copy: `The copy, ${round}` };
    for (const [folder, who] of [[original, "original"], [copy, "copy"]] as const) {
      await visit(folder, origin, launchOptions, async (alice) => {
        await alice.open(path);
        await alice.card.isOf("Ines Ferreira");
        await alice.card.note(told[who]);
        if (round === 0) await alice.card.set("Usual order", `Order of the ${who}`);
        await alice.badge.says(/^Offline/);
      });
    }
    notes.push(told.original, told.copy);
    await server.restart();
    await visit(original, origin, launchOptions, async (alice) => {
      await alice.open(path);
      await alice.badge.says("On the server", 30_000);
    });
    await visit(copy, origin, launchOptions, async (alice) => {
      await alice.open(path);
      await alice.badge.says("On the server", 30_000);
      for (const note of Object.values(told)) await alice.card.tells(note);
      repeated += (await storedChanges(alice.page)).repeated;
    });
    await visit(original, origin, launchOptions, async (alice) => {
      await alice.open(path);
      for (const note of Object.values(told)) await alice.card.tells(note);
      await alice.card.hasAnswers("Usual order", ["Order of the copy", "Order of the original"]);
      await alice.badge.says("On the server");
      await alice.open("/work");
      await expect(alice.work.refused).toHaveCount(0);
      repeated += (await storedChanges(alice.page)).repeated;
    });
    kept++;
  }
  figures("cloned-device", 10, { copies, both_kept: kept, repeated });
  expect(repeated).toBe(0);
});

/** Opens a profile folder, and closes it again as a person does. */
async function visit(
  folder: string,
  origin: string,
  launchOptions: LaunchOptions,
  what: (who: Screens) => Promise<void>,
): Promise<void> {
  const browser = await OwnBrowser.start(folder, launchOptions);
  try {
    await what(new Screens(browser.page, origin));
    await browser.quit();
  } finally {
    await browser.kill();
  }
}
