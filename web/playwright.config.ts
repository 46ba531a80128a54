import { defineConfig } from "@playwright/test";

/** The page in a browser, on the real program with the demo library; `tests/setup.ts` starts it. */
export default defineConfig({
  testDir: "tests",
  globalSetup: "./tests/setup.ts",
  reporter: [["list"]],
  // Two processors are enough for one browser and the server.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 20_000 },
  use: {
    actionTimeout: 20_000,
    launchOptions: { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium" },
  },
});
