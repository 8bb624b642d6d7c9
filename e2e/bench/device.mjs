// A browser with a profile on the disk: a private window's IndexedDB would only be in memory, and
// keeping an edit would cost nothing.

import { chromium } from "@playwright/test";

import { probe } from "./probe.mjs";

export class Device {
  constructor(context, origin) {
    this.context = context;
    this.origin = origin;
  }

  /** Starts Chromium with the profile in `folder`, which is made. */
  static async start(folder, origin) {
    const context = await chromium.launchPersistentContext(folder, {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      headless: true,
      viewport: { width: 1440, height: 900 },
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    });
    // A slow machine's import of ten thousand takes minutes.
    context.setDefaultTimeout(120_000);
    await context.addInitScript(probe);
    return new Device(context, origin);
  }

  /** A new tab, not yet anywhere, whose processor is so many times slower. */
  async tab(slowdown = 1) {
    const page = await this.context.newPage();
    page.on("pageerror", (error) => console.error(`the page failed: ${error}`));
    const session = await this.context.newCDPSession(page);
    if (slowdown !== 1) await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
    return { page, session };
  }

  async end() {
    await this.context.close();
  }
}
