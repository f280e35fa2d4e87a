import { defineConfig } from "@playwright/test";
import { findBrowser } from "./support/browser.ts";

/** The suites that take pictures; `pictures.config.ts` runs them. */
export const pictureSuites = "**/pictures*.spec.ts";

/** What measures time has the machine to itself: it comes after the other journeys, one at a time. */
const measurements = [
  "**/numbers.spec.ts",
  "**/first-card.spec.ts",
  "**/busy-machine.spec.ts",
  "**/thousand-catalogs.spec.ts",
];

/** The journeys: the production build in a real Chromium, against a real BFF process and a simulated Citrix Cloud. */
export default defineConfig({
  testDir: "tests",
  projects: [
    { name: "journeys", testIgnore: [pictureSuites, ...measurements] },
    {
      name: "measurements",
      testMatch: measurements,
      dependencies: ["journeys"],
      workers: 1,
      // The test command runs it after the journeys, whose traces stay.
      outputDir: "test-results/measurements",
    },
  ],
  outputDir: "test-results",
  // Journeys wait for the server's next reading most of the time: more than twice the two processors of a small machine.
  workers: 5,
  // Every journey has a deck of its own.
  fullyParallel: true,
  forbidOnly: process.env.CI !== undefined,
  retries: 0,
  timeout: 240_000,
  expect: { timeout: 30_000 },
  reporter: "list",
  use: {
    browserName: "chromium",
    headless: true,
    viewport: { width: 1280, height: 900 },
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    colorScheme: "light",
    // Pictures and copies of the page at every step are made in the page's own thread, which they keep from its work. The
    // steps, the network and the end of a journey that failed tell enough.
    trace: { mode: "retain-on-failure", screenshots: false, snapshots: false },
    screenshot: "only-on-failure",
    launchOptions: await findBrowser(),
  },
});
