import type { ImageUpdate, Rollout, RolloutDetail, RolloutList, RolloutTarget } from "@catalog-deck/contract";
import { anUpdate, aRolloutDetail, aRolloutTarget } from "@catalog-deck/contract/testing";

const minuteMs = 60_000;
const at = (minutes: number) => new Date(Date.now() + minutes * minuteMs).toISOString();

const oct = { id: "img-1", name: "Win11-24H2-Oct" };
const nov = { id: "img-2", name: "Win11-24H2-Nov" };
const images: Rollout["images"] = [{ from: oct, to: nov, catalogs: 6 }];
const plan: readonly [name: string, wave: number, machines: number][] = [
  ["Accounting", 1, 24],
  ["Human-Resources", 2, 18],
  ["Legal", 2, 14],
  ["Executives", 2, 10],
  ["Sales-EU", 3, 36],
  ["Payroll-Test", 3, 4],
];

/** The plan's targets in these states, in its order; those that are under way or over have an update. */
function targets(states: readonly TargetState[]): RolloutTarget[] {
  return plan.map(([catalogName, wave, machines], place) => {
    const told = states[place] ?? "waiting";
    const update = anUpdate({
      ...{ id: `u-${place}`, catalogId: `c-${place}`, catalogName, fromImage: oct, toImage: nov, rolloutId: "r-1" },
      ...{ requestedAt: at(-40 - place), startedAt: at(-39 - place), estimatedMinutes: 50 },
    });
    const shape = updateShapes[told];
    return aRolloutTarget({
      ...{ catalogId: `c-${place}`, catalogName, wave, machines, position: place + 1 },
      ...{ state: told === "unknown" ? "updating" : told === "busy" ? "waiting" : told },
      ...{ fromImage: oct, toImage: nov, ...(shape && { update: { ...update, ...shape(place) } }) },
      ...(told === "busy" ? { busySince: at(-62) } : {}),
      ...(told === "skipped" ? { skipReason: { reason: "person", params: { by: "Bea Second" } } as const } : {}),
    });
  });
}

/** A target's state, or a turn of it: `unknown`, whose update nobody knows the outcome of, and `busy`, which waits. */
type TargetState = RolloutTarget["state"] | "unknown" | "busy";

const updateShapes: Partial<Record<TargetState, (place: number) => Partial<ImageUpdate>>> = {
  updating: (place) => ({ percent: 20 + 15 * place, subState: "ProcessingVdaCopyingMasterImage" }),
  unknown: () => ({ state: "unknown" }),
  succeeded: (place) => ({ state: "succeeded", finishedAt: at(-place) }),
  failed: (place) => ({ state: "failed", finishedAt: at(-place), message: "The image could not be copied." }),
};

function rollout(states: readonly TargetState[], fields: Partial<RolloutDetail>): RolloutDetail {
  const its = targets(states);
  const waves = [1, 2, 3].map((number): RolloutDetail["waves"][number] => {
    const members = its.filter(({ wave }) => wave === number);
    const open = members.some(({ state }) => ["waiting", "starting", "updating"].includes(state));
    const begun = members.some(({ state }) => !["waiting", "cancelled"].includes(state));
    return {
      ...{ number, state: open ? (begun ? "running" : "waiting") : "done" },
      ...(begun ? { startedAt: at(-45 + 10 * number), ...(open ? {} : { finishedAt: at(-40 + 10 * number) }) } : {}),
    };
  });
  const made = aRolloutDetail({
    ...{ id: "r-1", name: "Windows 11, November", targets: its, waves, images },
    ...{ createdAt: at(-60), startsAt: at(-59), startedAt: at(-59), warningTitle: "Maintenance" },
    ...{ warningMessage: "Please save your work. This desktop restarts in %m% minutes.", reason: "CHG0012345" },
    ...fields,
  });
  return { ...made, events: fields.events ?? eventsOf(made) };
}

/** The log of a rollout that stands so. */
function eventsOf({ createdAt, createdBy, startedAt, waves, hold }: RolloutDetail): RolloutDetail["events"] {
  const begun = waves.flatMap(({ number, startedAt: from, finishedAt }) => [
    ...(from === undefined ? [] : [{ at: from, kind: "waveStarted", params: { wave: number } }]),
    ...(finishedAt === undefined ? [] : [{ at: finishedAt, kind: "waveFinished", params: { wave: number } }]),
  ]);
  return [
    { at: createdAt, kind: "created", actor: createdBy, params: {} },
    ...(startedAt === undefined ? [] : [{ at: startedAt, kind: "started", params: {} }]),
    ...begun,
    ...(hold === undefined ? [] : [{ at: hold.since, kind: "held", params: { reason: hold.reason, ...hold.params } }]),
  ].reverse();
}

const held = (reason: NonNullable<Rollout["hold"]>["reason"], params: Record<string, unknown> = {}) => ({
  state: "held" as const,
  hold: { reason, params, since: at(-3) },
});
const legal = { catalogId: "c-2", catalogName: "Legal" };
const rule = {
  code: "region-differs",
  severity: "warn",
  message: "The image is in eastus, the catalog in westeurope.",
  fact: { code: "rule-region", params: { region: "eastus", catalogRegion: "westeurope" } },
};
const wavesAtGate: RolloutDetail["waves"] = [
  { number: 1, state: "done", startedAt: at(-35), finishedAt: at(-10) },
  { number: 2, state: "waiting", opensAt: at(20) },
  { number: 3, state: "waiting" },
];
const ahead = { startedAt: undefined, startsAt: at(0.4), state: "scheduled" } as const;
const over = { finishedAt: at(-1) };

/** A rollout in each of its states, by name. */
export const rolloutStates: Record<string, RolloutDetail> = {
  "to be undone": rollout([], { ...ahead, undoUntil: at(0.4) }),
  scheduled: rollout([], {
    ...ahead,
    startsAt: at(200),
    start: { kind: "at", local: at(200).slice(0, 16), timeZone: "UTC" },
    estimatedEnd: at(420),
  }),
  running: rollout(["succeeded", "updating", "updating", "starting"], { estimatedEnd: at(90) }),
  "between waves": rollout(["succeeded"], { waves: wavesAtGate }),
  "waits for a catalog": rollout(["succeeded", "busy", "updating"], {
    waits: { reason: "busy", params: { catalogId: "c-1", catalogName: "Human-Resources" } },
  }),
  "waits for Citrix": rollout(["succeeded", "succeeded"], {
    waits: { reason: "citrix", params: { code: "citrix-unavailable", until: at(2) } },
  }),
  "held, paused": rollout(["succeeded", "updating", "updating"], held("paused", { by: "Bea Second" })),
  "held, gate": rollout(["succeeded"], { ...held("gate", { wave: 1, next: 2 }), gate: { kind: "person" } }),
  "held, failures": rollout(["succeeded", "succeeded", "failed", "updating"], held("failures", { catalogs: [legal] })),
  "held, unknown": rollout(["succeeded", "succeeded", "unknown"], held("unknownOutcome", { catalogs: [legal] })),
  "held, drift": rollout(
    ["succeeded", "succeeded"],
    held("drift", { catalogs: [{ ...legal, image: { id: "img-9", name: "Win11-Test" } }] }),
  ),
  "held, rules": rollout(["succeeded", "succeeded"], held("rules", { catalogs: [{ ...legal, rules: [rule] }] })),
  "held, busy": rollout(["succeeded", "succeeded", "busy"], held("busy", { catalogs: [legal] })),
  "held, not allowed": rollout(["succeeded"], held("notAllowed", { person: { id: "u-1", displayName: "Alex Admin" } })),
  "held, missed": rollout([], { ...ahead, ...held("missed", { startsAt: at(-70) }), startsAt: at(-70) }),
  "held, clock": rollout(["succeeded"], held("clock", { seenAt: at(-3), now: at(-63) })),
  completed: rollout(
    Array.from({ length: 6 }, () => "succeeded"),
    { state: "completed", ...over },
  ),
  "completed with failures": rollout(["succeeded", "succeeded", "failed", "skipped", "succeeded", "succeeded"], {
    state: "completedWithFailures",
    ...over,
  }),
  cancelled: rollout(["succeeded", "succeeded", "cancelled", "cancelled", "cancelled", "cancelled"], {
    state: "cancelled",
    ...over,
  }),
};

/** The lists of some of them: those that are open, and those that have ended. */
export function rolloutLists(names: readonly string[]): Record<"open" | "ended", RolloutList> {
  const items = names.flatMap((name, place) => {
    const one = rolloutStates[name];
    return one === undefined ? [] : [{ ...one, id: `r-${place}`, name: `${one.name} (${place + 1})` }];
  });
  const listOf = (those: Rollout[]): RolloutList => ({ items: those, fetchedAt: at(0), pollAfterMs: 30_000 });
  return {
    open: listOf(items.filter(({ finishedAt }) => finishedAt === undefined)),
    ended: listOf(items.filter(({ finishedAt }) => finishedAt !== undefined)),
  };
}
