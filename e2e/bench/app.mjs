// `cargo xtask bench app [--out FILE] [--people N] [--quick]`: the app in Chromium, as its users
// have it. docs/BENCHMARKS.md says what each figure means.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { Device } from "./device.mjs";
import { fill, firstSync, share } from "./fill.mjs";
import { commit, machine } from "./machine.mjs";
import { measure } from "./measure.mjs";
import { serve } from "./server.mjs";
import { transfer } from "./transfer.mjs";

const SPEEDS = [
  ["plain", 1],
  ["throttled_4x", 4],
];

const { values: options } = parseArgs({
  options: {
    // Where to write the figures; without it they are only printed.
    out: { type: "string" },
    // One more size. With --quick, the only one.
    people: { type: "string" },
    // A few of everything, to see that this program works: the figures mean nothing.
    quick: { type: "boolean", default: false },
  },
});
const asked = options.people === undefined ? [] : [Number(options.people)];
if (!asked.every((people) => Number.isInteger(people) && people >= 100)) {
  console.error("--people N: a whole number, at least 100.");
  process.exit(1);
}
const sizes = options.quick && asked.length > 0 ? asked : options.quick ? [1_000] : [1_000, 10_000, ...asked];
const counts = options.quick ? { reopenings: 2, keystrokes: 12, records: 3, rounds: 2 } : { reopenings: 7, keystrokes: 80, records: 25, rounds: 11 };

const folder = await mkdtemp(join(tmpdir(), "regulars-bench-"));
const server = await serve(join(folder, "data"));
try {
  const figures = { people: {}, transfer: await transfer(server.url, folder) };
  say("transfer", figures.transfer);
  for (const people of new Set(sizes)) {
    const device = await Device.start(join(folder, `browser-${people}`), server.url);
    try {
      const filled = await fill(device, people);
      say(`${people} people came in`, filled);
      figures.people[people] = { import: filled };
      for (const [name, slowdown] of SPEEDS) {
        const measured = await measure(device, { people, slowdown, ...counts });
        say(`${people} people, ${name}`, measured);
        figures.people[people][name] = measured;
      }
      const link = await share(device);
      const colleague = await Device.start(join(folder, `browser-${people}-joining`), server.url);
      try {
        figures.people[people].first_sync = await firstSync(colleague, link, people);
        say(`${people} people, first sync`, figures.people[people].first_sync);
      } finally {
        await colleague.end();
      }
    } finally {
      await device.end();
    }
  }
  const json = JSON.stringify({ ...figures, machine: machine(), commit: commit() }, null, 2);
  console.log(json);
  if (options.out) await writeFile(options.out, `${json}\n`);
} finally {
  await server.end();
  await rm(folder, { recursive: true, force: true });
}

function say(what, figures) {
  console.error(`${what}: ${JSON.stringify(figures)}`);
}
