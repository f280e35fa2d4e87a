import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";

const repository = join(import.meta.dirname, "../../../..");
const deploy = join(repository, "apps/bff/deploy");
const textOf = (...path: string[]) => readFile(join(deploy, ...path), "utf8");
const hasSystemd = spawnSync("systemd-analyze", ["--version"], { stdio: "ignore" }).status === 0;
if (!hasSystemd) console.log("systemd units: not verified, for there is no systemd-analyze");

/** The variables that the table in README.md explains, and those of the programs around the server. */
async function knownVariables(): Promise<Set<string>> {
  const readme = await readFile(join(repository, "README.md"), "utf8");
  const table = readme.slice(readme.indexOf("## Configuration"), readme.indexOf("## Run it for real"));
  return new Set(table.match(/\b[A-Z][A-Z0-9]*(_[A-Z0-9]+)*\b/g));
}

test("every variable that is set here is one that the server reads", async () => {
  const known = await knownVariables();
  const compose = parse(await textOf("compose/compose.yaml")) as {
    services: { deck: { environment: Record<string, string> } };
  };
  const chart = await textOf("chart/templates/deployment.yaml");
  const units = await textOf("systemd/catalog-deck.service");
  const image = await textOf("Containerfile");
  const assigned = (text: string, line: RegExp) =>
    [...text.matchAll(line)].flatMap(([, rest = ""]) => [...rest.matchAll(/(\w+)=/g)].map(([, name]) => name));
  const set = {
    compose: Object.keys(compose.services.deck.environment),
    chart: [...chart.matchAll(/- name: ([A-Z_]+)$/gm)].map(([, name]) => name),
    unit: assigned(units, /^Environment=(.+)$/gm),
    image: assigned(image, /^ENV (.+)$/gm).filter((name) => name !== "PATH"),
  };
  for (const [where, names] of Object.entries(set)) {
    expect(names.length, where).toBeGreaterThan(0);
    expect(
      names.filter((name) => !known.has(name ?? "")),
      where,
    ).toEqual([]);
  }
});

test("the chart uses every value that it has, has every value that it uses, and is of this version", async () => {
  const values = parse(await textOf("chart/values.yaml")) as Record<string, unknown>;
  const files = await readdir(join(deploy, "chart/templates"));
  const templates = (await Promise.all(files.map((file) => textOf("chart/templates", file)))).join("\n");
  const used = new Set([...templates.matchAll(/\.Values\.([\w.]+)/g)].map(([, path = ""]) => path));
  const namesOf = (value: unknown, path: string[]): string[] => {
    const isGroup = typeof value === "object" && value !== null && Object.keys(value).length > 0;
    if (!isGroup || used.has(path.join("."))) return [path.join(".")];
    return Object.entries(value).flatMap(([name, inner]) => namesOf(inner, [...path, name]));
  };
  expect([...used].sort()).toEqual(namesOf(values, []).sort());
  const { version } = JSON.parse(await readFile(join(repository, "package.json"), "utf8")) as { version: string };
  expect(parse(await textOf("chart/Chart.yaml"))).toMatchObject({ version, appVersion: version });
  expect(JSON.parse(await textOf("chart/values.schema.json"))).toMatchObject({ required: expect.any(Array) });
});

test.runIf(hasSystemd)("systemd understands every line of its units", async () => {
  const folder = await mkdtemp(join(tmpdir(), "catalog-deck-units-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const units = (await readdir(join(deploy, "systemd"))).filter((file) => /\.(service|timer)$/.test(file));
  for (const file of units) {
    // Where nothing is installed, there is no program to be found.
    const text = (await textOf("systemd", file)).replaceAll("/opt/catalog-deck/bin/node", process.execPath);
    await writeFile(join(folder, file), text);
  }
  const files = units.map((file) => join(folder, file));
  const { stdout, stderr } = await promisify(execFile)("systemd-analyze", ["verify", "--man=no", ...files]);
  expect(stdout + stderr).toBe("");
  const security = ["security", "--offline=true", "--threshold=20", join(folder, "catalog-deck.service")];
  // Of 100, where 0 is the least that a service may do to its machine.
  await promisify(execFile)("systemd-analyze", security);
});
