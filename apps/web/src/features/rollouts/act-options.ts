import type { RolloutDetail, RolloutTarget } from "@catalog-deck/contract";
import { catalogsOfHold, gateInWords, type HeldCatalog, restartInWords } from "@catalog-deck/domain";
import type { RolloutActing } from "../../api/rollouts.ts";
import * as m from "../../i18n/messages.js";

/** Something that can be done about a rollout: what it does, and what users notice. */
export interface ActOption {
  key: string;
  kind: "act";
  acting: RolloutActing;
  label: string;
  happens: string;
  users: string;
  /** What else has to be chosen: of which catalogs the present image is taken, or which warnings are acknowledged. */
  choose?: { about: "images" | "warnings"; catalogs: readonly HeldCatalog[] };
}

/** The same that is done elsewhere. */
export interface LinkOption extends Omit<ActOption, "kind" | "acting" | "choose"> {
  kind: "rollBack" | "change" | "decide";
  /** Of `decide`: the update that is decided about. */
  updateId?: string;
}

export type Option = ActOption | LinkOption;

/** The catalogs that a hold is about now: also those that have failed since it began. */
export function heldCatalogs({ hold, targets }: Pick<RolloutDetail, "hold" | "targets">): readonly HeldCatalog[] {
  if (hold === undefined) return [];
  const failed = hold.reason === "failures" ? targets.filter(isUndecided) : [];
  return failed.length === 0
    ? catalogsOfHold(hold)
    : failed.map(({ catalogId, catalogName }) => ({ catalogId, catalogName, rules: [] }));
}

/** What can be done about a held rollout, the usual first; nothing of it is chosen for the person. */
export function optionsOfHold(rollout: RolloutDetail): Option[] {
  const { hold } = rollout;
  if (hold === undefined) return [];
  const held = heldCatalogs(rollout);
  const waiting = held.filter(({ catalogId }) => stateOf(rollout, catalogId) === "waiting");
  const end = [...rollBackOption(rollout), cancelOption(rollout)];
  switch (hold.reason) {
    case "gate":
      return [continueOption(rollout), ...end];
    case "failures":
      return [
        ...retryOption(rollout),
        resume(rollout, m.act_resume_without({ count: held.length }), m.act_resume_without_happens()),
        ...end,
      ];
    case "unknownOutcome":
      return [...decideOptions(rollout, held), ...end];
    case "drift":
      return [
        resume(rollout, m.act_resume_skipping(), m.act_resume_skipping_happens({ catalogs: namesOf(held) })),
        ...acceptOption(rollout, waiting),
        ...end,
      ];
    case "rules":
      return [
        ...acknowledgeOption(rollout, waiting),
        ...waiting.map(({ catalogId, catalogName }) => skipOption({ catalogId, catalogName })),
        resume(rollout, m.act_resume(), m.act_resume_rules_happens()),
        ...end,
      ];
    case "busy":
      return [
        resume(rollout, m.act_resume(), m.act_resume_busy_happens({ catalogs: namesOf(held) })),
        ...waiting.map(({ catalogId, catalogName }) => skipOption({ catalogId, catalogName })),
        ...end,
      ];
    case "notAllowed":
      return [resume(rollout, m.act_resume(), m.act_resume_not_allowed_happens()), ...end];
    default:
      return [resume(rollout, m.act_resume(), resumeHappens(rollout)), ...changeOption(rollout), ...end];
  }
}

/** What releases the hold with one press, for the bar that is always in sight; none where there is more to choose. */
export function plainRelease(rollout: RolloutDetail): ActOption | undefined {
  const [first, second] = optionsOfHold(rollout);
  const isPlain = first?.kind === "act" && first.choose === undefined;
  const isOnlyWay = second === undefined || second.key === "cancel" || second.kind !== "act";
  return isPlain && isOnlyWay ? first : undefined;
}

/** Opens the gate that the next wave waits at. */
export function continueOption(rollout: RolloutDetail): ActOption {
  return {
    key: "continue",
    kind: "act",
    acting: { act: "continue" },
    label: m.act_continue(),
    happens: m.act_continue_happens({ wave: nextWave(rollout) ?? "" }),
    users: nextInWords(rollout),
  };
}

/** Sends nothing more. Before the start that is all of it. */
export function cancelOption(rollout: RolloutDetail): ActOption {
  const { waiting, starting, updating, succeeded } = rollout.counts;
  const sent = starting + updating;
  const isBefore = rollout.startedAt === undefined;
  return {
    key: "cancel",
    kind: "act",
    acting: { act: "cancel" },
    label: isBefore ? m.act_cancel() : m.act_cancel_rest(),
    happens: [
      isBefore ? m.act_cancel_before() : waiting > 0 ? m.act_cancel_happens({ count: waiting }) : m.act_cancel_ends(),
      succeeded > 0 ? m.act_cancel_done() : "",
      sent > 0 ? m.act_cancel_sent({ count: sent }) : "",
    ]
      .filter(Boolean)
      .join(" "),
    users: isBefore ? m.users_nothing() : m.users_nobody_else(),
  };
}

/** Leaves out a catalog that waits or has failed. */
export function skipOption({ catalogId, catalogName }: Pick<RolloutTarget, "catalogId" | "catalogName">): ActOption {
  return {
    key: `skip ${catalogId}`,
    kind: "act",
    acting: { act: "skip", catalogId },
    label: m.act_skip({ catalog: catalogName }),
    happens: m.act_skip_happens({ catalog: catalogName }),
    users: m.users_nothing(),
  };
}

/** Whether a catalog may still be left out. */
export function maySkip(
  rollout: Pick<RolloutDetail, "state">,
  target: Pick<RolloutTarget, "state" | "failureAccepted">,
): boolean {
  const isOpen = rollout.state === "scheduled" || rollout.state === "running" || rollout.state === "held";
  return isOpen && (target.state === "waiting" || isUndecided(target));
}

/** It has failed, and nobody has said what is to become of it. */
function isUndecided({ state, failureAccepted }: Pick<RolloutTarget, "state" | "failureAccepted">): boolean {
  return state === "failed" && !failureAccepted;
}

function resume(rollout: RolloutDetail, label: string, happens: string): ActOption {
  return { key: "resume", kind: "act", acting: { act: "resume" }, label, happens, users: nextInWords(rollout) };
}

function resumeHappens(rollout: RolloutDetail): string {
  if (rollout.startedAt !== undefined) return m.act_resume_happens();
  const isLater = rollout.start.kind === "at" && rollout.hold?.reason !== "missed";
  return isLater ? m.act_resume_at_time() : m.act_resume_before_happens();
}

function retryOption(rollout: RolloutDetail): ActOption[] {
  const failed = rollout.targets.filter(isUndecided);
  if (failed.length === 0) return [];
  return [
    {
      key: "retry-failed",
      kind: "act",
      acting: { act: "retry-failed" },
      label: m.act_retry(),
      happens: m.act_retry_happens({ count: failed.length, catalogs: namesOf(failed) }),
      users: restartsInWords(failed, rollout.vdaUpdateDelay),
    },
  ];
}

function rollBackOption(rollout: RolloutDetail): LinkOption[] {
  const done = rollout.targets.filter(({ state }) => state === "succeeded");
  if (done.length === 0) return [];
  return [
    {
      key: "rollBack",
      kind: "rollBack",
      label: m.act_roll_back({ count: done.length }),
      happens: m.act_roll_back_happens({ count: done.length }),
      users: restartsInWords(done, rollout.vdaUpdateDelay),
    },
  ];
}

function changeOption(rollout: RolloutDetail): LinkOption[] {
  if (rollout.startedAt !== undefined) return [];
  return [
    {
      key: "change",
      kind: "change",
      label: m.act_change(),
      happens: m.act_change_happens(),
      users: m.users_nothing(),
    },
  ];
}

function decideOptions(rollout: RolloutDetail, held: readonly HeldCatalog[]): LinkOption[] {
  return held.flatMap(({ catalogId, catalogName }) => {
    const update = rollout.targets.find((target) => target.catalogId === catalogId)?.update;
    if (update === undefined) return [];
    return [
      {
        key: `decide ${catalogId}`,
        kind: "decide" as const,
        updateId: update.id,
        label: m.act_decide({ catalog: catalogName }),
        happens: m.act_decide_happens({ catalog: catalogName }),
        users: m.users_nothing(),
      },
    ];
  });
}

function acceptOption(rollout: RolloutDetail, waiting: readonly HeldCatalog[]): ActOption[] {
  const catalogs = waiting.filter(({ image }) => image !== undefined);
  if (catalogs.length === 0) return [];
  return [
    {
      ...resume(
        rollout,
        m.act_accept_images({ count: catalogs.length }),
        m.act_accept_images_happens({ catalogs: namesOf(catalogs) }),
      ),
      key: "accept",
      choose: { about: "images", catalogs },
    },
  ];
}

/** Only for catalogs that nothing blocks: acknowledging does not help the others. */
function acknowledgeOption(rollout: RolloutDetail, waiting: readonly HeldCatalog[]): ActOption[] {
  const catalogs = waiting
    .filter(({ rules }) => rules.every(({ severity }) => severity !== "block"))
    .map((catalog) => ({ ...catalog, rules: unacknowledged(rollout, catalog) }))
    .filter(({ rules }) => rules.length > 0);
  if (catalogs.length === 0) return [];
  return [
    {
      ...resume(rollout, m.act_acknowledge(), m.act_acknowledge_happens({ catalogs: namesOf(catalogs) })),
      key: "acknowledge",
      choose: { about: "warnings", catalogs },
    },
  ];
}

function unacknowledged({ targets }: RolloutDetail, { catalogId, rules }: HeldCatalog): HeldCatalog["rules"] {
  const known = targets.find((target) => target.catalogId === catalogId)?.acknowledgedWarnings ?? [];
  return rules.filter(({ code }) => !known.includes(code));
}

function stateOf({ targets }: RolloutDetail, catalogId: string) {
  return targets.find((target) => target.catalogId === catalogId)?.state;
}

function namesOf(catalogs: readonly { catalogName: string }[]): string {
  return catalogs.map(({ catalogName }) => catalogName).join(", ");
}

/** The wave of which something waits. */
function nextWave({ targets }: Pick<RolloutDetail, "targets">): number | undefined {
  return targets.find(({ state }) => state === "waiting")?.wave;
}

/** The machines that come next: as many catalogs as start together. */
function nextInWords(rollout: RolloutDetail): string {
  const { targets, maxParallel, vdaUpdateDelay } = rollout;
  const wave = nextWave(rollout);
  if (wave === undefined) return m.users_nobody_else();
  const next = targets.filter((target) => target.state === "waiting" && target.wave === wave).slice(0, maxParallel);
  return m.users_next({ what: machinesInWords(next), pace: restartInWords(vdaUpdateDelay) });
}

function restartsInWords(targets: readonly RolloutTarget[], vdaUpdateDelay: number): string {
  return m.users_restart({ what: machinesInWords(targets), pace: restartInWords(vdaUpdateDelay) });
}

/** "143 machines"; "5 catalogs" where it is not known of each how many machines it has. */
export function machinesInWords(targets: readonly Pick<RolloutTarget, "machines">[]): string {
  const known = targets.flatMap(({ machines }) => (machines === undefined ? [] : [machines]));
  return known.length < targets.length
    ? m.catalogs_count({ count: targets.length })
    : m.machines_count({ count: known.reduce((sum, count) => sum + count, 0) });
}

/** Who can do what about a rollout that goes on by itself, and when that is. */
export function goesOnInWords(rollout: RolloutDetail, timeInWords: (iso: string) => string): string {
  const opening = rollout.waves.find((wave) => wave.opensAt !== undefined);
  if (opening?.opensAt !== undefined) {
    return m.rollout_opens({ wave: opening.number, time: timeInWords(opening.opensAt) });
  }
  const current =
    rollout.waves.find(({ state }) => state === "running") ?? rollout.waves.find(({ state }) => state === "waiting");
  const wave = current?.number ?? rollout.waves.length;
  const waves = rollout.waves.length;
  if (wave === waves) return m.rollout_last_wave({ wave, waves });
  return m.rollout_wave_of({ wave, waves, next: wave + 1, gate: gateInWords(rollout.gate) });
}
