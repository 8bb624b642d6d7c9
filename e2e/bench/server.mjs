// A `regulars serve` with a folder of its own.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { resolve } from "node:path";

const BINARY = process.env.REGULARS_SERVER ?? resolve(import.meta.dirname, "../../target/debug/regulars");

/** Starts the server on a free port; gives its address and what ends it. */
export async function serve(data) {
  if (!existsSync(BINARY)) throw new Error(`${BINARY} is missing: run \`cargo xtask bench app\`.`);
  const server = spawn(BINARY, ["serve", "--listen", "127.0.0.1:0", "--data", data], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, REGULARS_LOG: "warn" },
  });
  const ended = once(server, "exit");
  const url = await new Promise((found, failed) => {
    let said = "";
    const hear = (piece) => {
      said += piece;
      const match = /Regulars is at (http:\/\/\S+)/.exec(said);
      if (match) found(match[1]);
    };
    server.stdout.on("data", hear);
    server.stderr.on("data", hear);
    server.once("error", failed);
    server.once("exit", (code) => failed(new Error(`the server ended (${code}): ${said}`)));
  });
  return {
    url,
    async end() {
      server.kill("SIGTERM");
      await ended;
    },
  };
}
