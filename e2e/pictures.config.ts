import { defineConfig } from "@playwright/test";
import usual, { pictureSuites } from "./playwright.config.ts";

/** The pictures of every page and state, in one folder with an index page; no part of the usual run. */
export default defineConfig({
  ...usual,
  projects: [{ name: "pictures", testMatch: pictureSuites }],
  workers: 2,
  // A run empties its folder first: journeys that run meanwhile keep theirs.
  outputDir: "test-results-pictures",
  globalSetup: "./support/pictures-folder.ts",
  globalTeardown: "./support/pictures-index.ts",
  // Pictures measure nothing: on a busy machine they take their time, and some show what a page says half a minute later.
  timeout: 600_000,
  expect: { timeout: 120_000 },
});
