import { defineConfig, devices } from "@playwright/test";

// `cargo xtask test browser` says which Chromium it found and which server it built; scenarios
// start their own servers, each with a temporary database and a port of its own.
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

export default defineConfig({
  testDir: "scenarios",
  outputDir: "test-results",
  fullyParallel: true,
  // As many as there are cores: most of a journey waits.
  workers: "100%",
  forbidOnly: Boolean(process.env.CI),
  // A test that passes only at the second try has found something: CI names it at the end, and
  // nobody else gets one.
  retries: process.env.CI ? 1 : 0,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    ...devices["Desktop Chrome"],
    launchOptions: {
      executablePath,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
    trace: "on-first-retry",
    screenshot: "only-on-failure",
  },
});
