/**
 * Who may import whom (CONTRIBUTING.md): checked by dependency-cruiser over apps, packages and e2e, type imports
 * included, so that the table holds for what is compiled as well as for what runs.
 */
const tests = String.raw`\.test\.tsx?$`;
const webTests = [tests, "^apps/web/src/testing/"];
const bffTests = [tests, "^apps/bff/(reliability|src/testing|src/system-tests)/"];
const ours = "^(apps|packages|e2e)/";

/** A room may import itself and the rooms named, nothing else of ours. */
const room = (name, from, allowed, comment) => ({
  name,
  severity: "error",
  comment,
  from: { path: from },
  to: { path: ours, pathNot: [from, ...allowed] },
});

/** A room's sources may use these packages from the registry and no other. */
const registry = (name, from, packages, comment) => ({
  name,
  severity: "error",
  comment,
  from: { path: from, pathNot: tests },
  to: { path: "node_modules/", pathNot: packages.map((it) => `node_modules/${it}/`) },
});

const typesOnly = (name, from, comment, except = []) => ({
  name,
  severity: "error",
  comment,
  from: { path: from, pathNot: [tests, "/src/testing/"] },
  to: { path: "^packages/contract/", pathNot: except, dependencyTypesNot: ["type-only"] },
});

/**
 * Folders of one workspace, from the top: each may import from those below it, and those on one line (an array) not from
 * each other. Tests and their support may import anything of their workspace.
 */
const layers = (name, sources, folders, apart) => {
  const path = (names) => names.map((folder) => `^${sources}/${folder}`);
  return folders.flatMap((line, index) =>
    [line].flat().flatMap((folder) => {
      const forbidden = [...folders.slice(0, index), line].flat().filter((other) => other !== folder);
      if (forbidden.length === 0) return [];
      return {
        name: `${name}-${folder.replace(/\W/g, "")}`,
        severity: "error",
        comment: `from the top: ${folders.map((one) => [one].flat().join(" ")).join(" > ")}`,
        from: { path: path([folder]), pathNot: apart },
        to: { path: path(forbidden), pathNot: apart },
      };
    }),
  );
};

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    room("contract-imports", "^packages/contract/", [], "contract <- the schema library"),
    registry("contract-packages", "^packages/contract/src/", ["zod"], "contract <- the schema library"),
    room("domain-imports", "^packages/domain/", ["^packages/contract/"], "domain <- contract's types"),
    registry(
      "domain-packages",
      "^packages/domain/src/",
      ["temporal-polyfill"],
      "domain is pure: no package of the registry but the arithmetic of local times",
    ),
    typesOnly("domain-types-only", "^packages/domain/", "domain uses the contract's types, never its schemas"),
    {
      name: "domain-pure",
      severity: "error",
      comment: "domain runs in the browser too: nothing of Node",
      from: { path: "^packages/domain/src/", pathNot: tests },
      to: { dependencyTypes: ["core"] },
    },
    room("catalogservice-imports", "^packages/catalogservice/", [], "catalogservice <- nothing of ours"),
    registry(
      "catalogservice-packages",
      "^packages/catalogservice/src/",
      ["undici", "zod"],
      "its HTTP and schema libraries",
    ),
    room(
      "simulator-imports",
      "^packages/simulator/",
      ["^packages/catalogservice/"],
      "simulator <- catalogservice's wire schemas; a rule shared with the thing under test hides mistakes",
    ),
    room(
      "bff-imports",
      "^apps/bff/",
      ["^packages/(contract|domain|catalogservice|simulator)/"],
      "bff <- contract, domain, catalogservice",
    ),
    {
      name: "bff-simulator",
      severity: "error",
      comment: "the simulator is for the demo's start-up file and for tests",
      from: { path: "^apps/bff/", pathNot: [...bffTests, String.raw`^apps/bff/src/demo(-history)?\.ts$`] },
      to: { path: "^packages/simulator/" },
    },
    ...layers(
      "bff",
      "apps/bff/src",
      [
        "(main|app|demo|demo-history|demo-rollouts)[.]ts",
        "backup/",
        "rollouts/",
        "image-updates/",
        ["catalogs/", "images/"],
        "identity/",
        ["audit/", "settings/"],
        "citrix/",
        "http/",
        "store/",
        "config/",
        "lib/",
      ],
      bffTests,
    ),
    {
      name: "no-test-in-product",
      severity: "error",
      comment: "what is shipped needs no test and no test support",
      from: { path: "^(apps|packages)/", pathNot: [...bffTests, "/src/testing/"] },
      to: { path: [tests, "^(apps|packages)/[^/]+/src/testing/"] },
    },
    room("web-imports", "^apps/web/", ["^packages/(contract|domain)/"], "web <- contract's types, domain"),
    typesOnly("web-types-only", "^apps/web/src/", "full zod would cost the first page too much"),
    {
      name: "web-runs-in-browsers",
      severity: "error",
      comment: "nothing of Node in the single-page app",
      from: { path: "^apps/web/src/", pathNot: tests },
      to: { dependencyTypes: ["core"] },
    },
    ...layers(
      "web",
      "apps/web/src",
      ["(router|main)", "shell/", "features/", "shared/", "api/", ["ui/", "lib/"]],
      webTests,
    ),
    {
      name: "web-features-apart",
      severity: "error",
      comment: "a feature never imports another feature",
      from: { path: "^apps/web/src/features/([^/]+)/" },
      to: { path: "^apps/web/src/features/", pathNot: "^apps/web/src/features/$1/" },
    },
    {
      name: "web-ui-plain",
      severity: "error",
      comment: "ui knows no router, no query and no product word",
      from: { path: "^apps/web/src/ui/" },
      to: { path: ["node_modules/@tanstack/react-(router|query)/", "^packages/"] },
    },
    room(
      "e2e-imports",
      "^e2e/",
      ["^packages/(contract|simulator)/"],
      "e2e <- contract's types and fixtures, the simulator",
    ),
    typesOnly("e2e-types-only", "^e2e/", "e2e <- contract's types, its fixtures", ["^packages/contract/src/testing/"]),
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "resolvable",
      severity: "error",
      comment: "every import leads somewhere",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|data|coverage|test-results|playwright-report)/|/src/i18n/" },
    tsPreCompilationDeps: true,
    detectJSDocImports: false,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".js", ".mjs", ".cjs", ".json", ".d.ts", ".css"],
    },
  },
};
