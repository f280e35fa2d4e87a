import type {
  HoldReason,
  RolloutDetail,
  RolloutEvent,
  RolloutGate,
  RolloutState,
  RolloutTargetState,
  UpdateRule,
} from "@catalog-deck/contract";
import { delayInWords } from "./delay.ts";
import * as m from "./i18n/messages.js";
import { rowOf } from "./row-of.ts";
import type { StateWords } from "./state-words.ts";
import { wordsFromName } from "./words-from-name.ts";

type Hold = Pick<NonNullable<RolloutDetail["hold"]>, "reason" | "params">;
type Waits = NonNullable<RolloutDetail["waits"]>;
type SkipReason = NonNullable<RolloutDetail["targets"][number]["skipReason"]>;
type Params = Readonly<Record<string, unknown>>;

/** Writes an ISO 8601 time as the person at the page reads times. */
export type TimeWriter = (iso: string) => string;

const rolloutStates = {
  scheduled: { label: m.rollout_scheduled(), tone: "quiet", icon: "waiting" },
  running: { label: m.rollout_running(), tone: "info", icon: "updating" },
  held: { label: m.rollout_held(), tone: "warn", icon: "held" },
  completed: { label: m.rollout_completed(), tone: "quiet", icon: "active" },
  completedWithFailures: { label: m.rollout_completed_with_failures(), tone: "bad", icon: "error" },
  cancelled: { label: m.rollout_cancelled(), tone: "quiet", icon: "stopped" },
} satisfies Record<RolloutState, StateWords>;

const targetStates = {
  waiting: { label: m.target_waiting(), tone: "quiet", icon: "waiting" },
  starting: { label: m.target_starting(), tone: "info", icon: "updating" },
  updating: { label: m.target_updating(), tone: "info", icon: "updating" },
  succeeded: { label: m.target_succeeded(), tone: "quiet", icon: "active" },
  failed: { label: m.target_failed(), tone: "bad", icon: "error" },
  skipped: { label: m.target_skipped(), tone: "quiet", icon: "stopped" },
  cancelled: { label: m.target_cancelled(), tone: "quiet", icon: "stopped" },
} satisfies Record<RolloutTargetState, StateWords>;

/** Words for the state of a rollout. With its hold they say more: what a person paused is paused, a failure is red. */
export function wordsForRolloutState(state: string, hold?: { reason: string }): StateWords {
  if (state === "held" && hold?.reason === "paused") return { ...rolloutStates.held, label: m.rollout_paused() };
  if (state === "held" && hold?.reason === "failures") return { ...rolloutStates.held, tone: "bad" };
  return wordsOfRow(rolloutStates, state);
}

/** Words for the state of one catalog in a rollout. */
export function wordsForRolloutTarget(state: string): StateWords {
  return wordsOfRow(targetStates, state);
}

function wordsOfRow(rows: Record<string, StateWords>, state: string): StateWords {
  return rowOf(rows, state) ?? { label: wordsFromName(state), tone: "warn", icon: "unknown" };
}

/** A catalog that a hold is about. */
export interface HeldCatalog {
  catalogId: string;
  catalogName: string;
  /** Of `drift`: the image that it runs; absent when it is gone. */
  image?: { id: string; name: string };
  /** Of `rules`: what stands in the way. */
  rules: readonly UpdateRule[];
}

/** The catalogs that a hold names; none for a hold that is about the whole rollout. */
export function catalogsOfHold({ params }: Pick<Hold, "params">): HeldCatalog[] {
  const { catalogs } = params;
  if (!Array.isArray(catalogs)) return [];
  return catalogs.filter(isRecord).map((catalog) => {
    const id = textIn(catalog, "catalogId") ?? "";
    const image = isRecord(catalog.image) ? imageIn(catalog.image) : undefined;
    return {
      catalogId: id,
      catalogName: textIn(catalog, "catalogName") ?? id,
      ...(image && { image }),
      // As the server judged it: the shape is the contract's.
      rules: Array.isArray(catalog.rules) ? (catalog.rules as UpdateRule[]) : [],
    };
  });
}

/** Why a rollout holds, in one sentence, and in another what releases it and who can do that. */
export function holdInWords(hold: Hold, timeInWords: TimeWriter): { sentence: string; release: string } {
  const row = rowOf<HoldWords>(holds, hold.reason);
  return {
    sentence: row?.sentence(hold, timeInWords) ?? m.hold_other({ reason: wordsFromName(hold.reason) }),
    release: row?.release() ?? m.release_resume(),
  };
}

interface HoldWords {
  /** Undefined where the facts for it are not there. */
  sentence(hold: Hold, timeInWords: TimeWriter): string | undefined;
  release(): string;
}

const holds: Record<HoldReason, HoldWords> = {
  paused: {
    sentence: ({ params }) => {
      const name = textIn(params, "by");
      return name === undefined ? m.hold_paused() : m.hold_paused_by({ name });
    },
    release: m.release_resume,
  },
  gate: {
    sentence: ({ params: { wave, next } }) =>
      typeof wave === "number" && typeof next === "number" ? m.hold_gate({ wave, next }) : undefined,
    release: m.release_gate,
  },
  failures: { sentence: (hold) => aboutCatalogs(hold, m.hold_failures), release: m.release_failures },
  unknownOutcome: {
    sentence: (hold) => aboutCatalogs(hold, m.hold_unknown_outcome),
    release: m.release_unknown_outcome,
  },
  drift: {
    sentence: (hold) => {
      const [first, ...others] = catalogsOfHold(hold);
      if (first === undefined || others.length > 0) return aboutCatalogs(hold, m.hold_drift);
      const { catalogName: catalog, image } = first;
      return image === undefined ? m.hold_gone({ catalog }) : m.hold_drift_one({ catalog, image: image.name });
    },
    release: m.release_drift,
  },
  notAllowed: {
    sentence: ({ params: { person } }) => {
      const name = isRecord(person) ? textIn(person, "displayName") : undefined;
      return name === undefined ? m.hold_not_allowed() : m.hold_not_allowed_person({ name });
    },
    release: m.release_not_allowed,
  },
  rules: { sentence: (hold) => aboutCatalogs(hold, m.hold_rules), release: m.release_rules },
  busy: { sentence: (hold) => aboutCatalogs(hold, m.hold_busy), release: m.release_busy },
  missed: {
    sentence: ({ params }, timeInWords) => {
      const startsAt = textIn(params, "startsAt");
      return startsAt === undefined ? undefined : m.hold_missed({ time: timeInWords(startsAt) });
    },
    release: m.release_missed,
  },
  clock: {
    sentence: ({ params }, timeInWords) => {
      const [before, after] = [textIn(params, "seenAt"), textIn(params, "now")];
      if (before === undefined || after === undefined) return undefined;
      return m.hold_clock({ before: timeInWords(before), after: timeInWords(after) });
    },
    release: m.release_clock,
  },
  restored: { sentence: () => m.hold_restored(), release: m.release_resume },
};

function aboutCatalogs(hold: Hold, words: (facts: { count: number; catalogs: string }) => string): string | undefined {
  const names = catalogsOfHold(hold).map(({ catalogName }) => catalogName);
  return names.length === 0 ? undefined : words({ count: names.length, catalogs: severalNames(names) });
}

/** What a rollout waits for without holding. */
export function waitsInWords({ reason, params }: Waits, timeInWords: TimeWriter): string {
  switch (reason) {
    case "busy": {
      const catalog = textIn(params, "catalogName");
      return catalog === undefined ? m.waits_busy() : m.waits_busy_catalog({ catalog });
    }
    case "citrix": {
      const why = textIn(params, "code") === "citrix-rate-limited" ? m.waits_citrix_rate() : m.waits_citrix();
      const until = textIn(params, "until");
      return until === undefined ? why : `${why} ${m.waits_next_try({ time: timeInWords(until) })}`;
    }
    case "startNothing":
      return m.waits_start_nothing();
    case "unknown":
      return m.waits_unknown();
    default:
      return m.waits_other({ reason: wordsFromName(reason satisfies never) });
  }
}

/** Why a catalog was skipped. */
export function skipReasonInWords({ reason, params }: SkipReason): string {
  switch (reason) {
    case "alreadyOnImage":
      return m.skipped_on_image();
    case "drift": {
      const image = isRecord(params.image) ? imageIn(params.image) : undefined;
      return image === undefined ? m.skipped_gone() : m.skipped_drift({ image: image.name });
    }
    case "person": {
      const name = textIn(params, "by");
      return name === undefined ? m.target_skipped() : m.skipped_by({ name });
    }
    default:
      return wordsFromName(reason satisfies never);
  }
}

/** What has to happen before a wave: with the number of the wave before it, else in general. */
export function gateInWords({ kind, minutes = 0 }: RolloutGate, wave?: number): string {
  switch (kind) {
    case "none":
      return wave === undefined ? m.gate_none() : m.gate_none_after({ wave });
    case "minutes": {
      const time = delayInWords(minutes);
      return wave === undefined ? m.gate_minutes({ time }) : m.gate_minutes_after({ time, wave });
    }
    case "person":
      return wave === undefined ? m.gate_person() : m.gate_person_after({ wave });
    default:
      return wordsFromName(kind satisfies never);
  }
}

/** What the words of an event need to know of its rollout. */
export interface EventFacts {
  /** Undefined for a catalog that is not in it any more. */
  nameOf(catalogId: string): string | undefined;
  timeInWords: TimeWriter;
}

/** An event of a rollout's log: what happened, and more about it where there is more to say. */
export function eventInWords(event: RolloutEvent, facts: EventFacts): { text: string; detail?: string } {
  const { kind, params } = event;
  const about = namesIn(params, facts);
  switch (kind) {
    case "held": {
      const { reason, ...rest } = params;
      if (typeof reason !== "string") return { text: m.rollout_held() };
      // A reason that this version does not know is told by its name.
      const hold = { reason: reason as HoldReason, params: rest };
      return { text: m.rollout_held(), detail: holdInWords(hold, facts.timeInWords).sentence };
    }
    case "finished":
      return { text: m.event_finished(), ...(typeof params.state === "string" && { detail: stateOf(params.state) }) };
    case "cancelled":
      return { text: m.rollout_cancelled(), ...(params.rolledBack === true && { detail: m.event_rolled_back() }) };
    case "targetSkipped": {
      const isThere = event.actor === undefined && params.reason === "alreadyOnImage";
      return { text: m.event_target_skipped({ catalogs: about }), ...(isThere && { detail: m.skipped_on_image() }) };
    }
    case "resumed":
      return { text: m.event_resumed(), ...(about !== "" && { detail: about }) };
    case "retried":
      return { text: m.event_retried(), ...(about !== "" && { detail: about }) };
    default: {
      const words = rowOf<PlainEvent>(plainEvents, kind);
      return { text: words === undefined ? wordsFromName(kind) : words(params, about) };
    }
  }
}

type PlainEvent = (params: Params, catalogs: string) => string;

const plainEvents = {
  created: () => m.event_created(),
  changed: () => m.event_changed(),
  started: () => m.event_started(),
  waveStarted: ({ wave }) => m.event_wave_started({ wave: String(wave) }),
  waveFinished: ({ wave }) => m.event_wave_finished({ wave: String(wave) }),
  // It names the wave before the gate; people wait for the one behind it.
  gatePassed: ({ wave }) => m.event_gate_passed({ wave: String(Number(wave) + 1) }),
  targetStarted: (_, catalogs) => m.event_target_started({ catalogs }),
  targetSucceeded: (_, catalogs) => m.event_target_succeeded({ catalogs }),
  targetFailed: (_, catalogs) => m.event_target_failed({ catalogs }),
  paused: () => m.rollout_paused(),
  continued: () => m.event_continued(),
  released: () => m.event_released(),
} satisfies Record<string, PlainEvent>;

/** What a person wrote about what they did. */
export function noteOfEvent({ actor, params }: RolloutEvent): string | undefined {
  return actor === undefined ? undefined : textIn(params, "reason");
}

function stateOf(state: string): string {
  return wordsForRolloutState(state).label;
}

/** The catalogs of an event: one by its name, or several by their ids. */
function namesIn(params: Params, { nameOf }: EventFacts): string {
  const named = textIn(params, "catalogName");
  if (named !== undefined) return named;
  const ids = Array.isArray(params.targets) ? params.targets.map(String) : [textIn(params, "catalogId") ?? []].flat();
  return severalNames(ids.map((id) => nameOf(id) ?? id));
}

const mostNames = 3;

function severalNames(names: readonly string[]): string {
  const shown = names.slice(0, mostNames).join(", ");
  const more = names.length - mostNames;
  return more > 0 ? m.names_and_more({ names: shown, count: more }) : shown;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function textIn(params: Params, name: string): string | undefined {
  const value = params[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function imageIn(image: Params): { id: string; name: string } | undefined {
  const id = textIn(image, "id");
  return id === undefined ? undefined : { id, name: textIn(image, "name") ?? id };
}
