// Where the figures come from.

import { spawnSync } from "node:child_process";
import { cpus, totalmem } from "node:os";

/** Processor, cores, memory. */
export function machine() {
  const all = cpus();
  const memory = Math.round(totalmem() / 1024);
  return `${all[0]?.model ?? "unknown"}, ${all.length} cores, ${memory} kB, ${process.platform}`;
}

/** What was measured. */
export function commit() {
  const git = (...given) => spawnSync("git", given, { cwd: import.meta.dirname, encoding: "utf8" });
  const head = git("rev-parse", "HEAD");
  if (head.status !== 0) return "unknown";
  const changed = git("status", "--porcelain", "--untracked-files=no").stdout.trim();
  return head.stdout.trim() + (changed === "" ? "" : "-modified");
}
