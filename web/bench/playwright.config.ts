import { defineConfig } from "@playwright/test";
import tests from "../playwright.config";

/** What people wait for in the page, measured on the release binary with the demo library. */
export default defineConfig({
  ...tests,
  testDir: ".",
  testMatch: /\.(bench|pictures)\.ts$/,
  globalSetup: "../tests/setup.ts",
  reporter: [["line"]],
  timeout: 600_000,
});
