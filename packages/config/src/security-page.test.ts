import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const repository = join(import.meta.dirname, "../../..");
const page = readFileSync(join(repository, ".github/SECURITY.md"), "utf8");

test("every test that SECURITY.md names is there", () => {
  const named = [...page.matchAll(/`([\w/*.-]+\.(?:test|spec)\.ts)`/g)].map(([, path = ""]) => path);
  expect(named.length).toBeGreaterThan(20);
  const missing = named.filter((path) =>
    ["", "apps", "apps/bff/src", "packages"].every((folder) => globSync(join(repository, folder, path)).length === 0),
  );
  expect(missing).toEqual([]);
});

test("every page that SECURITY.md leads to is there", () => {
  const links = [...page.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path = ""]) => path);
  expect(links.filter((path) => !existsSync(join(repository, ".github", path)))).toEqual([]);
});
