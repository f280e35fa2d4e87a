import { join } from "node:path";
import { defineConfig } from "vitest/config";

const repository = join(import.meta.dirname, "../..");

/** One run over every workspace that has unit tests. The apps bring settings of their own. */
export default defineConfig({
  root: repository,
  test: {
    // Many tests wait for real processes and databases: twice the two processors of a small machine.
    maxWorkers: 4,
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
        test: { name: workspace.split("/")[1] ?? workspace, include: ["src/**/*.test.ts"], testTimeout: 60_000 },
      })),
    ],
  },
});
