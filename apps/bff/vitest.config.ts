import { defineConfig } from "vitest/config";

/** The tests start databases and whole servers: on a busy machine one may take many times as long as alone. */
export default defineConfig({
  test: {
    name: "bff",
    maxWorkers: 4,
    // No test changes what modules hold: a process goes on with the next file and keeps what it has loaded.
    isolate: false,
    globalSetup: "./src/testing/build-server.ts",
    include: ["{src,reliability}/**/*.test.ts"],
    testTimeout: 240_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 90_000 } },
  },
});
