import { join } from "node:path";
import { defineConfig } from "vitest/config";

const repository = join(import.meta.dirname, "../..");

/**
 * Many tests wait for real processes and databases: twice the two processors of a small machine. Every
 * project has to say it, or it gets one worker less than there are processors; the apps do in their own settings.
 */
const maxWorkers = 4;

/** One run over every workspace that has unit tests. */
export default defineConfig({
  root: repository,
  test: {
    maxWorkers,
    projects: [
      "apps/web",
      "apps/bff",
      ...[
        "packages/catalogservice",
        "packages/config",
        "packages/contract",
        "packages/domain",
        "packages/simulator",
      ].map((workspace) => ({
        root: join(repository, workspace),
        test: {
          name: workspace.split("/")[1] ?? workspace,
          include: ["src/**/*.test.ts"],
          testTimeout: 60_000,
          maxWorkers,
        },
      })),
    ],
  },
});
