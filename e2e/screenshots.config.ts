import { defineConfig } from "@playwright/test";

import base from "./playwright.config.ts";

// Not a test: makes the README's pictures, by the same people and pages that the tests use.
export default defineConfig({
  ...base,
  testDir: "screenshots",
  outputDir: "test-results/screenshots",
  use: { ...base.use, trace: "off", screenshot: "off", deviceScaleFactor: 2, locale: "en-GB" },
});
