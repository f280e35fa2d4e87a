import { z } from "zod";
import { CitrixId, PlainText } from "./identifiers.ts";
import { ImageUpdate, VdaUpdateDelay } from "./image-updates.ts";
import { ImageReference } from "./update-decisions.ts";

/** What one rollout may hold (rollouts.md#data). */
export const rolloutLimits = { targets: 200, maxParallel: 10, gateMinutes: 1_440, bodyBytes: 256 * 1024 } as const;

export const RolloutState = z.enum(["scheduled", "running", "held", "completed", "completedWithFailures", "cancelled"]);
/** `scheduled`: nothing has begun yet. `held`: nothing more starts until a person releases it. */
export type RolloutState = z.infer<typeof RolloutState>;

export const RolloutTargetState = z.enum([
  "waiting",
  "starting",
  "updating",
  "succeeded",
  "failed",
  "skipped",
  "cancelled",
]);
/** The life of one catalog in a rollout. `starting` counts as sent: whoever pauses or cancels then cannot stop it. */
export type RolloutTargetState = z.infer<typeof RolloutTargetState>;

export const HoldReason = z.enum([
  "paused",
  "gate",
  "failures",
  "unknownOutcome",
  "drift",
  "notAllowed",
  "rules",
  "busy",
  "missed",
  "clock",
  "restored",
]);
/** Why a rollout holds, and with it who and what releases it (rollouts.md#holds). */
export type HoldReason = z.infer<typeof HoldReason>;

const Params = z.record(z.string(), z.unknown()).describe("facts for the sentence, by reason or kind");
const Person = z.object({ id: z.string(), displayName: z.string() });

const RolloutGate = z.strictObject({
  kind: z.enum(["none", "minutes", "person"]),
  minutes: z.int().min(1).max(rolloutLimits.gateMinutes).optional(),
});
/** What must happen between the end of one wave and the start of the next. `minutes` is there for that kind alone. */
export type RolloutGate = z.infer<typeof RolloutGate>;

const RolloutStart = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("now") }),
  z.strictObject({
    kind: z.literal("at"),
    local: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, "must be a local date and time such as 2026-12-05T22:00")
      .describe("by the clocks of that zone"),
    timeZone: PlainText.min(1).max(100).describe("its IANA name, such as Europe/Berlin"),
    occurrence: z.enum(["first", "second"]).optional().describe("which one, of a time that the clocks repeat"),
  }),
]);
/** When a rollout begins: 30 seconds after it was asked for, or at a time. */
export type RolloutStart = z.infer<typeof RolloutStart>;

const AcknowledgedWarnings = z.array(PlainText.max(100)).max(50);

const RolloutTargetRequest = z.strictObject({
  catalogId: CitrixId,
  imageId: CitrixId,
  expectedImageId: CitrixId.nullable().describe("the image that the person saw in use; null when there was none"),
  wave: z.int().min(1).describe("1, 2, 3 and so on, without gaps"),
  acknowledgedWarnings: AcknowledgedWarnings.optional(),
});
export type RolloutTargetRequest = z.infer<typeof RolloutTargetRequest>;

export const RolloutRequest = z
  .strictObject({
    name: PlainText.trim().min(1).max(100).optional().describe("made from the image and the date when none is given"),
    targets: z
      .array(RolloutTargetRequest)
      .min(1)
      .describe("200 at most; their order within a wave is the order of starts"),
    gate: RolloutGate,
    stopAfterFailures: z.int().min(1).max(200).default(1),
    maxParallel: z.int().min(1).max(rolloutLimits.maxParallel).default(5),
    vdaUpdateDelay: VdaUpdateDelay,
    warningTitle: PlainText.max(200).optional(),
    warningMessage: PlainText.max(2000).optional(),
    reason: PlainText.max(1000).optional(),
    start: RolloutStart,
    rollbackOf: z.uuid().optional().describe("the rollout whose succeeded targets go back to their recorded images"),
  })
  .meta({ id: "RolloutRequest" });
export type RolloutRequest = z.infer<typeof RolloutRequest>;

const version = z.int().min(1).describe("of the rollout that the person saw");

export const RolloutChange = RolloutRequest.extend({ version }).meta({ id: "RolloutChange" });
export type RolloutChange = z.infer<typeof RolloutChange>;

export const RolloutAct = z
  .strictObject({
    version,
    reason: PlainText.max(1000).optional(),
    acceptDrift: z
      .array(CitrixId)
      .max(rolloutLimits.targets)
      .optional()
      .describe("resume: catalogs whose present image is taken as expected; other drifted ones are skipped"),
    acknowledgedWarnings: z
      .record(CitrixId, AcknowledgedWarnings)
      .optional()
      .describe("resume and retry-failed: more warnings that are acknowledged, by catalog id"),
  })
  .meta({ id: "RolloutAct" });
export type RolloutAct = z.infer<typeof RolloutAct>;

const counts = z.object({
  waiting: z.int(),
  starting: z.int(),
  updating: z.int(),
  succeeded: z.int(),
  failed: z.int(),
  skipped: z.int(),
  cancelled: z.int(),
});

export const Rollout = z
  .object({
    id: z.string(),
    name: z.string(),
    state: RolloutState,
    createdBy: Person,
    responsible: Person.describe(
      "who started, continued, resumed or retried it last: on whose right its updates start",
    ),
    createdAt: z.iso.datetime(),
    startsAt: z.iso.datetime().optional().describe("when it begins, or was to begin"),
    startedAt: z.iso.datetime().optional(),
    finishedAt: z.iso.datetime().optional().describe("a cancelled one has ended once nothing of it runs any more"),
    estimatedEnd: z.iso.datetime().optional().describe("from our own figures; absent where they are too few"),
    undoUntil: z.iso.datetime().optional().describe("until then `cancel` sends nothing at all"),
    vdaUpdateDelay: z.int().describe("minutes; -1 as users log off, 0 at once"),
    warningTitle: z.string().optional(),
    warningMessage: z.string().optional(),
    reason: z.string().optional(),
    gate: RolloutGate,
    stopAfterFailures: z.int(),
    maxParallel: z.int(),
    start: RolloutStart,
    rollbackOf: z.string().optional(),
    rolledBackBy: z.string().optional().describe("the newest rollout that puts this one's images back"),
    hold: z.object({ reason: HoldReason, params: Params, since: z.iso.datetime() }).optional(),
    waits: z
      .object({ reason: z.enum(["busy", "citrix", "startNothing", "unknown"]), params: Params })
      .optional()
      .describe("what it waits for without holding"),
    counts,
    cells: z
      .array(z.object({ wave: z.int(), state: RolloutTargetState, percent: z.number().optional() }))
      .describe("one for each target, in the order of the plan"),
    images: z.array(z.object({ from: ImageReference.optional(), to: ImageReference, catalogs: z.int() })),
    version: z.int().describe("changes with acts of people, state and hold; never with a target's progress"),
  })
  .meta({ id: "Rollout" });
export type Rollout = z.infer<typeof Rollout>;

const RolloutTarget = z.object({
  catalogId: z.string(),
  catalogName: z.string(),
  machines: z.number().optional().describe("when the rollout was planned"),
  wave: z.int(),
  position: z.int().describe("within the wave, from 1"),
  state: RolloutTargetState,
  attempt: z.int().describe("1, and one more for each retry"),
  fromImage: ImageReference.optional().describe("the image that it is expected to run before its update"),
  toImage: ImageReference,
  acknowledgedWarnings: z.array(z.string()),
  failureAccepted: z.literal(true).optional().describe("a person has gone on without it"),
  busySince: z.iso.datetime().optional().describe("since when the catalog is busy with something else"),
  update: ImageUpdate.optional(),
  skipReason: z.object({ reason: z.enum(["alreadyOnImage", "drift", "person"]), params: Params }).optional(),
});
/** One catalog of a rollout. */
export type RolloutTarget = z.infer<typeof RolloutTarget>;

const RolloutWave = z.object({
  number: z.int(),
  state: z.enum(["waiting", "running", "done"]),
  startedAt: z.iso.datetime().optional(),
  finishedAt: z.iso.datetime().optional(),
  opensAt: z.iso.datetime().optional().describe("when the gate before it opens by itself"),
  passedAt: z.iso.datetime().optional().describe("when the gate before it was passed"),
  passedBy: Person.optional(),
  note: z.string().optional().describe("what that person wrote"),
});
export type RolloutWave = z.infer<typeof RolloutWave>;

const RolloutEvent = z.object({
  at: z.iso.datetime(),
  kind: z
    .string()
    .describe(
      "created, changed, started, waveStarted, waveFinished, gatePassed, targetStarted, targetSucceeded, targetFailed, targetSkipped, held, paused, resumed, continued, retried, cancelled, released, finished; later versions may add words",
    ),
  actor: Person.optional().describe("absent: the server itself"),
  params: Params,
});
export type RolloutEvent = z.infer<typeof RolloutEvent>;

export const RolloutDetail = Rollout.extend({
  targets: z.array(RolloutTarget),
  waves: z.array(RolloutWave),
  events: z.array(RolloutEvent).describe("the newest 100, newest first"),
  pollAfterMs: z.int().describe("when a browser should ask again"),
}).meta({ id: "RolloutDetail" });
export type RolloutDetail = z.infer<typeof RolloutDetail>;

/** A list of these words, of which none has to be escaped. */
function oneOrSeveral(words: readonly string[]): RegExp {
  const word = `(?:${words.join("|")})`;
  return new RegExp(`^${word}(?:,${word}){0,9}$`);
}

export const RolloutQuery = z.strictObject({
  state: z
    .string()
    .regex(oneOrSeveral(RolloutState.options), "must be states of rollouts with commas between them")
    .optional()
    .describe("one state or several, with commas between them"),
  cursor: z.string().min(1).max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const RolloutList = z
  .object({
    items: z.array(Rollout).describe("newest first"),
    nextCursor: z.string().optional(),
    fetchedAt: z.iso.datetime(),
    pollAfterMs: z.int().describe("when a browser should ask again"),
  })
  .meta({ id: "RolloutList" });
export type RolloutList = z.infer<typeof RolloutList>;

/** The open rollout that a catalog stands in. */
export const CatalogRollout = z.object({
  id: z.string(),
  name: z.string(),
  wave: z.int(),
  waves: z.int(),
  currentWave: z.int().describe("the first wave that is not over"),
  targetState: RolloutTargetState,
  toImage: ImageReference,
  rolloutState: RolloutState,
  startsAt: z.iso.datetime().optional().describe("while it has not begun"),
  waveStartsAt: z.iso
    .datetime()
    .optional()
    .describe("when its wave is expected to begin, from our own figures; absent where nobody can tell"),
});
export type CatalogRollout = z.infer<typeof CatalogRollout>;

const StoppedStarts = z.object({ reason: z.string(), by: Person, since: z.iso.datetime() });

export const StartNothing = z
  .object({ stopped: StoppedStarts.nullable().describe("null: updates and rollouts may begin") })
  .meta({ id: "StartNothing" });
/** Whether "Start nothing" is on for a connection: no update and no rollout begins there, and open rollouts wait. */
export type StartNothing = z.infer<typeof StartNothing>;

export const StartNothingChange = z
  .discriminatedUnion("on", [
    z.strictObject({ on: z.literal(true), reason: PlainText.trim().min(1, "must say why").max(500) }),
    z.strictObject({ on: z.literal(false), reason: PlainText.trim().max(500).optional() }),
  ])
  .meta({ id: "StartNothingChange" });
export type StartNothingChange = z.infer<typeof StartNothingChange>;
