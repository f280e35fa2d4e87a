import { readFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "@catalog-deck/simulator";
import { parser } from "@prometheus-io/lezer-promql";
import { expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { startDeck } from "../testing/deck.ts";
import { RealPostgres } from "../testing/postgres.ts";
import { startRealServer } from "../testing/real-server.ts";

const bff = join(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(join(bff, file), "utf8");
const documented = read("docs/monitoring.md");

interface AlertRules {
  groups: { rules: { alert: string; expr: string; annotations: { summary: string } }[] }[];
}
interface Dashboard {
  panels: { title: string; targets?: { expr: string }[] }[];
  templating: { list: { definition?: string }[] };
}

const rules = (parse(read("deploy/monitoring/alerts.yaml")) as AlertRules).groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(read("deploy/monitoring/grafana-dashboard.json")) as Dashboard;
const expressions: [place: string, expr: string][] = [
  ...rules.map(({ alert, expr }): [string, string] => [alert, expr]),
  ...dashboard.panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }): [string, string] => [title, expr])),
  ...dashboard.templating.list.flatMap(({ definition }): [string, string][] =>
    definition === undefined ? [] : [["variables", definition.replace(/^label_values\((.*), \w+\)$/, "$1")]],
  ),
];

/** The metrics and labels that an expression of PromQL names. Throws when it is none. */
function namesIn(expr: string): { metrics: string[]; labels: string[] } {
  const [metrics, labels]: [string[], string[]] = [[], []];
  parser.parse(expr).iterate({
    enter({ name, type, from, to }) {
      if (type.isError) throw new Error(`no PromQL at ${from}: ${expr}`);
      if (name === "Identifier") metrics.push(expr.slice(from, to));
      if (name === "LabelName") labels.push(expr.slice(from, to));
    },
  });
  return { metrics, labels };
}

/** The names under which Prometheus stores what `/metrics` tells. */
function storedNames(text: string): Set<string> {
  return new Set(
    [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name = "", type]) =>
      type === "histogram" ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
    ),
  );
}

/** What a server on PostgreSQL tells, which has all that there is to tell. */
async function liveMetrics(): Promise<string> {
  const postgres = await RealPostgres.start();
  onTestFinished(() => postgres.close());
  const port = await freePort();
  await startRealServer({
    DATABASE_URL: postgres.url(),
    SESSION_SECRET: "s".repeat(32),
    METRICS_PORT: String(port),
  });
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
  expect(answer.status).toBe(200);
  return await answer.text();
}

test("what dashboard and alerts ask for is in the live metrics, and all of ours is documented", async () => {
  const text = await liveMetrics();
  const live = storedNames(text);
  expect(expressions.length).toBeGreaterThan(40);
  for (const [place, expr] of expressions) {
    const { metrics } = namesIn(expr);
    expect(metrics, place).not.toEqual([]);
    for (const metric of metrics) expect(live, `${place}: ${metric}`).toContain(metric);
  }
  const ours = [...text.matchAll(/^# TYPE ((?:catalog_deck|http)_\S+)/gm)].map(([, name]) => name);
  const described = [...documented.matchAll(/^\| `((?:catalog_deck|http)_\w+)`/gm)].map(([, name]) => name);
  expect(described.toSorted()).toEqual(ours.toSorted());
  expect(text).toMatch(/^catalog_deck_database_up 1$/m);
});

test("what they group and filter by are labels of these metrics", async () => {
  const deck = await startDeck({ config: { metrics: { token: "t" } } });
  const labelsOf = new Map<string, readonly string[]>();
  for (const metric of deck.app.metrics.getMetricsAsArray()) {
    const { name, labelNames = [] } = metric as unknown as { name: string; labelNames?: readonly string[] };
    labelsOf.set(name, labelNames);
  }
  for (const [place, expr] of expressions) {
    const { metrics, labels } = namesIn(expr);
    const known = metrics.flatMap(
      (name) => labelsOf.get(name.replace(/_(bucket|count|sum)$/, "")) ?? labelsOf.get(name) ?? [],
    );
    for (const label of labels) expect(["job", "instance", "le", ...known], `${place}: ${label}`).toContain(label);
  }
});

test("every alert is explained in the document", () => {
  expect(rules.length).toBeGreaterThan(10);
  const explained = [...documented.matchAll(/^\| `(CatalogDeck\w+)`/gm)].map(([, name]) => name);
  expect(explained).toEqual(rules.map(({ alert }) => alert));
  for (const { alert, annotations } of rules) expect(annotations.summary, alert).toMatch(/\.$/);
});
