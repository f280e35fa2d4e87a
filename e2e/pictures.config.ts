import { defineConfig } from "@playwright/test";
import usual, { pictureSuites } from "./playwright.config.ts";

/** The pictures of every page and state, in one folder with an index page; no part of the usual run. */
export default defineConfig({
  ...usual,
  projects: [{ name: "pictures", testMatch: pictureSuites }],
  workers: 2,
  globalSetup: "./support/pictures-folder.ts",
  globalTeardown: "./support/pictures-index.ts",
  timeout: 180_000,
});
