import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import { expect, it, onTestFinished } from "vitest";
import rules from "../import-rules.mjs";

/** Lays out the files given in an empty repository and gives what the rules say about them: `rule: from -> to`. */
async function violationsIn(files: Record<string, string>): Promise<string[]> {
  const repository = await mkdtemp(join(tmpdir(), "import-rules-"));
  onTestFinished(() => rm(repository, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(repository, path)), { recursive: true });
    await writeFile(join(repository, path), text);
  }
  const { output } = await cruise(
    ["."],
    { ...rules.options, ruleSet: { forbidden: rules.forbidden ?? [] }, validate: true, baseDir: repository },
    { ...rules.options?.enhancedResolveOptions },
  );
  return (output as ICruiseResult).summary.violations
    .map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)
    .sort();
}

it("lets the rooms import what the table allows", async () => {
  const violations = await violationsIn({
    "packages/contract/src/index.ts": "export type Catalog = { id: string };",
    "packages/domain/src/order.ts":
      'import type { Catalog } from "../../contract/src/index.ts";\nexport const order = (it: Catalog) => it.id;',
    "packages/simulator/src/index.ts": "export const start = 1;",
    "apps/bff/src/demo.ts":
      'import { start } from "../../../packages/simulator/src/index.ts";\nexport const demo = start;',
    "apps/bff/src/app.test.ts":
      'import { start } from "../../../packages/simulator/src/index.ts";\nconsole.log(start);',
    "apps/web/src/ui/button.tsx": "export const button = 1;",
    "apps/web/src/features/catalogs/page.tsx":
      'import { button } from "../../ui/button.tsx";\nexport const page = button;',
  });
  expect(violations).toEqual([]);
});

const wrong: [rule: string, files: Record<string, string>][] = [
  ["domain-imports", { "packages/domain/src/a.ts": 'import "../../../apps/bff/src/b.ts";', "apps/bff/src/b.ts": "" }],
  [
    "domain-types-only",
    {
      "packages/domain/src/a.ts": 'import { b } from "../../contract/src/b.ts";\nconsole.log(b);',
      "packages/contract/src/b.ts": "export const b = 1;",
    },
  ],
  [
    "simulator-imports",
    { "packages/simulator/src/a.ts": 'import "../../domain/src/b.ts";', "packages/domain/src/b.ts": "" },
  ],
  [
    "catalogservice-imports",
    {
      "packages/catalogservice/src/a.ts": 'import type { B } from "../../contract/src/b.ts";\nexport type A = B;',
      "packages/contract/src/b.ts": "export type B = 1;",
    },
  ],
  [
    "bff-simulator",
    { "apps/bff/src/app.ts": 'import "../../../packages/simulator/src/b.ts";', "packages/simulator/src/b.ts": "" },
  ],
  ["bff-imports", { "apps/bff/src/app.ts": 'import "../../web/src/b.ts";', "apps/web/src/b.ts": "" }],
  [
    "web-imports",
    {
      "apps/web/src/a.ts": 'import "../../../packages/catalogservice/src/b.ts";',
      "packages/catalogservice/src/b.ts": "",
    },
  ],
  ["e2e-imports", { "e2e/tests/a.spec.ts": 'import "../../apps/bff/src/b.ts";', "apps/bff/src/b.ts": "" }],
  ["web-ui", { "apps/web/src/ui/a.tsx": 'import "../shared/b.tsx";', "apps/web/src/shared/b.tsx": "" }],
  ["web-lib", { "apps/web/src/lib/a.ts": 'import "../ui/b.tsx";', "apps/web/src/ui/b.tsx": "" }],
  ["web-api", { "apps/web/src/api/a.ts": 'import "../shared/b.tsx";', "apps/web/src/shared/b.tsx": "" }],
  [
    "web-shared",
    { "apps/web/src/shared/a.tsx": 'import "../features/images/b.tsx";', "apps/web/src/features/images/b.tsx": "" },
  ],
  [
    "web-features",
    { "apps/web/src/features/images/a.tsx": 'import "../../shell/b.tsx";', "apps/web/src/shell/b.tsx": "" },
  ],
  [
    "web-features-apart",
    { "apps/web/src/features/catalogs/a.tsx": 'import "../images/b.tsx";', "apps/web/src/features/images/b.tsx": "" },
  ],
  ["bff-http", { "apps/bff/src/http/a.ts": 'import "../citrix/b.ts";', "apps/bff/src/citrix/b.ts": "" }],
  ["bff-images", { "apps/bff/src/images/a.ts": 'import "../catalogs/b.ts";', "apps/bff/src/catalogs/b.ts": "" }],
  ["bff-lib", { "apps/bff/src/lib/a.ts": 'import "../config/b.ts";', "apps/bff/src/config/b.ts": "" }],
  ["no-cycles", { "apps/bff/src/a.ts": 'import "./b.ts";', "apps/bff/src/b.ts": 'import "./a.ts";' }],
  ["no-test-in-product", { "apps/bff/src/a.ts": 'import "./b.test.ts";', "apps/bff/src/b.test.ts": "" }],
];

it.each(wrong)("finds a violation of %s", async (rule, files) => {
  const violations = await violationsIn(files);
  expect(violations.map((line) => line.split(":")[0])).toContain(rule);
});
