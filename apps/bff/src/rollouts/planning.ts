import type { WireCatalog } from "@catalog-deck/catalogservice";
import type {
  Catalog,
  FactOf,
  Image,
  RolloutCheck,
  RolloutRequest,
  RolloutTargetCheck,
  RolloutTargetRequest,
  UpdateRule,
} from "@catalog-deck/contract";
import { rolloutLimits } from "@catalog-deck/contract";
import { checkEligibility, estimatedEnd, factInWords } from "@catalog-deck/domain";
import { catalogFromWire } from "../citrix/catalog-from-wire.ts";
import type { CitrixConnection } from "../citrix/connection.ts";
import { HttpProblem } from "../http/http-problem.ts";
import type { DurationReader } from "../image-updates/durations.ts";
import {
  type FreshFacts,
  freshFactsOf,
  problemWhenChanged,
  problemWhileProcessing,
  sharedImages,
} from "../image-updates/request-checks.ts";
import type { Store } from "../store/database.ts";
import { blockingUpdates } from "../store/rollout-updates.ts";
import { catalogsInOpenRollouts } from "../store/rollouts.ts";
import { siteKeysOf } from "../store/site-key.ts";
import { invalidField } from "./rollout-records.ts";

/** A target with what was read for it. */
export interface JudgedTarget {
  request: RolloutTargetRequest;
  check: RolloutTargetCheck;
  catalog: Catalog | undefined;
  image: Image | undefined;
  currentImage: Image | undefined;
}

export interface JudgedPlan {
  siteId: string;
  siteKey: string;
  targets: JudgedTarget[];
}

/**
 * Judges each target exactly as an update of that catalog alone would be, from one fresh list of catalogs and one of
 * images. One that runs the image already is `alreadyOnImage` instead of being warned about. Nothing is sent or stored.
 * @param except a rollout whose own hold on catalogs does not count
 */
export async function judgePlan(
  store: Store,
  connection: CitrixConnection,
  { targets, vdaUpdateDelay }: Pick<RolloutRequest, "targets" | "vdaUpdateDelay">,
  except?: string,
): Promise<JudgedPlan> {
  const siteId = await connection.siteId();
  const scope = connection.updateScope(siteId);
  const siteKey = scope.siteKey ?? "";
  const images = sharedImages(connection, "look");
  const [{ data }] = await Promise.all([
    connection.client.listCatalogs(siteId, { purpose: "look" }),
    images.list(siteId),
  ]);
  const wires = new Map(data.items.map((wire) => [wire.id, wire]));
  const updating = await blockingUpdates(store, siteKeysOf({ ...scope, siteKey }));
  const elsewhere = await catalogsInOpenRollouts(store, siteKey, except);
  const judged: JudgedTarget[] = [];
  for (const request of targets) {
    const wire = wires.get(request.catalogId);
    const busy = busyRules(updating.get(request.catalogId), elsewhere.get(request.catalogId));
    const read = async (known: WireCatalog) =>
      await freshFactsOf(connection, { siteId, wire: known, imageId: request.imageId, images });
    judged.push(await judge(request, { wire, busy, read, vdaUpdateDelay }));
  }
  return { siteId, siteKey, targets: judged };
}

async function judge(
  request: RolloutTargetRequest,
  {
    wire,
    busy,
    read,
    vdaUpdateDelay,
  }: {
    wire: WireCatalog | undefined;
    busy: UpdateRule[];
    read: (wire: WireCatalog) => Promise<FreshFacts>;
    vdaUpdateDelay: number;
  },
): Promise<JudgedTarget> {
  const { catalogId, imageId, expectedImageId } = request;
  const as = (
    verdict: RolloutTargetCheck["verdict"],
    rules: UpdateRule[],
    facts?: Partial<FreshFacts>,
  ): JudgedTarget => ({
    request,
    check: { catalogId, verdict, rules },
    catalog: facts?.catalog,
    image: facts?.image,
    currentImage: facts?.currentImage,
  });
  if (wire === undefined) return as("blocked", [rule("catalog-unknown", { code: "rule-catalog-unknown", params: {} })]);
  const seen = { catalog: catalogFromWire(wire) };
  let facts: FreshFacts;
  try {
    facts = await read(wire);
  } catch (error) {
    if (!(error instanceof HttpProblem)) throw error;
    const rules = error.extras.rules ?? [rule("image-unknown", error.fact)];
    return as("blocked", rules, seen);
  }
  const processing = problemWhileProcessing(facts);
  const rules = checkEligibility(facts);
  if (processing !== undefined || busy.length > 0) {
    const all = processing === undefined ? busy : [...busy, rule("catalog-busy", processing.fact)];
    return as("busy", [...all, ...rules], facts);
  }
  if (facts.catalog.imageId === imageId) return as("alreadyOnImage", [], facts);
  const changed = problemWhenChanged(facts, { imageId, expectedImageId, vdaUpdateDelay });
  const found = changed === undefined ? rules : [rule("catalog-changed", changed.fact), ...rules];
  if (found.some(({ severity }) => severity === "block")) return as("blocked", found, facts);
  return as(found.length > 0 ? "warnings" : "ready", found, facts);
}

function busyRules(
  update: { toImageName: string; by: string } | undefined,
  rollout: { name: string } | undefined,
): UpdateRule[] {
  const rules: UpdateRule[] = [];
  if (update !== undefined) {
    const params = { image: update.toImageName, name: update.by };
    rules.push(rule("catalog-busy", { code: "rule-updating", params }));
  }
  if (rollout !== undefined) {
    rules.push(rule("in-rollout", { code: "rule-in-rollout", params: { rollout: rollout.name } }));
  }
  return rules;
}

function rule(code: string, fact: FactOf): UpdateRule {
  return { code, severity: "block", message: factInWords(fact), fact };
}

/** Throws 422, naming the place, for what makes no plan whatever the catalogs are like. */
export function demandPlan({ targets, gate }: Pick<RolloutRequest, "targets" | "gate">): void {
  if (targets.length > rolloutLimits.targets) {
    const params = { count: targets.length, limit: rolloutLimits.targets };
    throw invalidField("targets", { code: "rollout-too-large", params });
  }
  if ((gate.kind === "minutes") !== (gate.minutes !== undefined)) {
    throw invalidField("gate.minutes", "gate-minutes-misplaced");
  }
  const waves = new Set(targets.map(({ wave }) => wave));
  const last = Math.max(...waves);
  if (waves.size !== last) {
    const place = targets.findIndex(({ wave }) => wave > 1 && !waves.has(wave - 1));
    throw invalidField(`targets.${place}.wave`, "waves-have-gaps");
  }
  const byCatalog = Map.groupBy(targets, ({ catalogId }) => catalogId);
  const twice = [...byCatalog].filter(([, group]) => group.length > 1).map(([catalogId]) => catalogId);
  if (twice.length === 0) return;
  const refused = twice.map(
    (catalogId): RolloutTargetCheck => ({
      catalogId,
      verdict: "blocked",
      rules: [rule("catalog-twice", { code: "rule-catalog-twice", params: {} })],
    }),
  );
  const fact = { code: "catalogs-twice", params: { catalogs: twice } } as const;
  throw new HttpProblem(422, "rollout-refused", fact, { targets: refused });
}

/** Throws 422 with the targets that cannot be planned, or whose warnings were not acknowledged; 409 with the busy ones. */
export function demandStartable({ targets }: JudgedPlan): void {
  const refused = targets.filter(
    ({ check, request }) =>
      check.verdict === "blocked" ||
      (check.verdict === "warnings" &&
        check.rules.some(({ code }) => request.acknowledgedWarnings?.includes(code) !== true)),
  );
  if (refused.length > 0) {
    const fact = { code: "catalogs-refused", params: { count: refused.length, total: targets.length } } as const;
    throw new HttpProblem(422, "rollout-refused", fact, { targets: refused.map(({ check }) => check) });
  }
  const busy = targets.filter(({ check }) => check.verdict === "busy");
  if (busy.length === 0) return;
  const names = busy.map(({ catalog, check }) => catalog?.name ?? check.catalogId);
  const fact = { code: "catalogs-busy", params: { catalogs: names } } as const;
  throw new HttpProblem(409, "rollout-busy", fact, { targets: busy.map(({ check }) => check) });
}

/** What a check is answered with. `from`: when the rollout would begin. */
export async function checkOf(
  durations: DurationReader,
  connection: CitrixConnection,
  body: RolloutRequest,
  { plan, from }: { plan: JudgedPlan; from: Date },
): Promise<RolloutCheck> {
  const updated = plan.targets.filter(({ check }) => check.verdict === "ready" || check.verdict === "warnings");
  const sum = (figure: (catalog: Catalog) => number | undefined) =>
    updated.reduce((total, { catalog }) => total + ((catalog && figure(catalog)) ?? 0), 0);
  const { vdaUpdateDelay } = body;
  const usual = await durations.ofUpdates(
    connection.updateScope(plan.siteId),
    updated.map(({ request }) => ({ catalogId: request.catalogId, vdaUpdateDelay })),
  );
  const estimated = updated.map(({ request }) => ({
    wave: request.wave,
    state: "waiting" as const,
    p95Ms: usual.get(request.catalogId)?.p95Ms,
  }));
  const end = estimatedEnd(body, estimated, from);
  return {
    targets: plan.targets.map(({ check }) => {
      const usualMs = usual.get(check.catalogId)?.p95Ms;
      return usualMs === undefined ? check : { ...check, usualMs };
    }),
    totals: {
      catalogs: updated.length,
      machines: sum((catalog) => catalog.totalMachinesInCatalog),
      users: sum((catalog) => catalog.numOfUsers),
    },
    ...(end === undefined ? {} : { estimatedEnd: end.toISOString() }),
  };
}
