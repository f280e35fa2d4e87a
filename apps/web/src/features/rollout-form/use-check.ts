import type { Catalog, RolloutCheck, RolloutRequest, RolloutTargetCheck } from "@catalog-deck/contract";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { rolloutCheckQuery } from "../../api/rollout-plans.ts";
import { useConnection } from "../../shared/signed-in.ts";
import { checkOfPlan } from "./plan-request.ts";
import type { PlanState } from "./plan-state.ts";

type TargetCheck = RolloutCheck["targets"][number];

/** What is asked for once nothing has changed for a moment: while a slider moves nothing is asked. */
const calmMs = 400;

/** A plan's catalogs as the server judges them. */
export interface CheckedPlan {
  /** By catalog; undefined while not every catalog of the plan has been judged for its image. */
  checks: ReadonlyMap<string, TargetCheck> | undefined;
  error: Error | null;
  /** It failed, and is being tried again. */
  busy: boolean;
  again: () => void;
  /** Takes what the server has refused a try for, until it has judged the plan anew. */
  refuse: (targets: readonly RolloutTargetCheck[]) => void;
}

/** What the server refused of the last try. */
interface Refused {
  targets: readonly RolloutTargetCheck[];
  /** What had been judged by then. */
  before: CheckedPlan["checks"];
}

/** Has the server judge the plan, anew whenever it changes or its catalogs do. What was judged before shows meanwhile. */
export function useCheck(
  state: PlanState,
  catalogs: ReadonlyMap<string, Catalog>,
  changes: string | undefined,
): CheckedPlan {
  const client = useQueryClient();
  const connection = useConnection();
  const { catalogs: planned, imageId, restart, minutesText } = state;
  const wanted = useMemo(
    () => checkOfPlan({ catalogs: planned, imageId, restart, minutesText }),
    [planned, imageId, restart, minutesText],
  );
  const plan = useCalm(wanted);
  const seen = useMemo(() => planned.map(({ id }) => conditionOf(catalogs.get(id))).join(), [planned, catalogs]);
  const query = useQuery(rolloutCheckQuery(client, connection.id, { plan, changes, seen }));
  const { data, error, refetch } = query;
  const judged = useMemo(() => checksOf(wanted, data), [wanted, data]);
  const [refused, setRefused] = useState<Refused | null>(null);
  const checks = useMemo(
    () =>
      refused === null || refused.before !== judged || judged === undefined
        ? judged
        : new Map([...judged, ...refused.targets.map((one) => [one.catalogId, one] as const)]),
    [judged, refused],
  );
  const again = () => void refetch();
  // Asked for only where it shows: a check that finds nothing new draws nothing.
  const busy = error !== null && query.isFetching;
  const refuse = (targets: Refused["targets"]) => {
    setRefused({ targets, before: judged });
    again();
  };
  return { checks, error, busy, again, refuse };
}

function checksOf(
  wanted: RolloutRequest | null,
  data: { plan: RolloutRequest | null; check: RolloutCheck } | undefined,
): CheckedPlan["checks"] {
  if (wanted === null || data === undefined) return undefined;
  const judged = new Map(data.plan?.targets.map((target, place) => [asked(target), data.check.targets[place]]));
  const checks = new Map<string, TargetCheck>();
  for (const target of wanted.targets) {
    const check = judged.get(asked(target));
    if (check === undefined) return undefined;
    checks.set(target.catalogId, check);
  }
  return checks;
}

function asked({ catalogId, imageId, expectedImageId }: RolloutRequest["targets"][number]): string {
  return JSON.stringify([catalogId, imageId, expectedImageId]);
}

/** What of a catalog could make another verdict, as far as the page's lists tell. */
function conditionOf(catalog: Catalog | undefined): string {
  if (catalog === undefined) return "gone";
  const { state, imageId, rollout, activeUpdate, warnings } = catalog;
  return [state, imageId, rollout?.id, activeUpdate?.id, ...warnings.map(({ type }) => type)].join(" ");
}

/** A value once it has been the same for a moment; the first one at once. */
function useCalm<Value>(value: Value): Value {
  const [calm, setCalm] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setCalm(value), calmMs);
    return () => clearTimeout(timer);
  }, [value]);
  return calm;
}
