import type { Catalog, Image, Rollout, RolloutRequest, RolloutTargetCheck } from "@catalog-deck/contract";
import { delayInWords } from "@catalog-deck/domain";
import { type ReactNode, useCallback, useEffect, useId, useMemo, useReducer, useState } from "react";
import * as m from "../../i18n/messages.js";
import { useOnline } from "../../lib/browser.ts";
import { useNow } from "../../lib/now.ts";
import { imageChoicesForMany } from "../../shared/image-choices.ts";
import { ProblemState } from "../../shared/problem-state.tsx";
import { useSession } from "../../shared/signed-in.ts";
import { DraftNotice, LastUsedOffer, OfflineNotice, RefusalNotice } from "../../shared/update-form/form-notices.tsx";
import { ImagePicker } from "../../shared/update-form/image-picker.tsx";
import { OneLineField } from "../../shared/update-form/one-line-field.tsx";
import {
  isSamePace,
  keepLastUsed,
  lastUsedBy,
  previewedMinutes,
  vdaUpdateDelayOf,
} from "../../shared/update-form/pace.ts";
import { RestartChoices } from "../../shared/update-form/restart-choices.tsx";
import { SubmittedByKeys } from "../../shared/update-form/submitted-by-keys.tsx";
import { type Start, type StartAnswer, useSubmission } from "../../shared/update-form/use-submission.ts";
import { UsersMessage } from "../../shared/update-form/users-message.tsx";
import { CatalogsAndWaves, type PlanRow } from "./catalogs-and-waves.tsx";
import { CountField } from "./count-field.tsx";
import { GateChoices } from "./gate-choices.tsx";
import { forgetPlan, keepPlan, keepSentPlan, type PlanOwner, planDraftOf, sentPlanOf } from "./kept-plan.ts";
import { PlanAside } from "./plan-aside.tsx";
import {
  includedOf,
  inWordsOf,
  kindsOf,
  presetInWords,
  stepsOf,
  submitLabel,
  totalsOf,
  usualOf,
} from "./plan-in-words.ts";
import {
  acknowledgementOf,
  holdsTheSamePlan,
  type PlanField,
  type PlanState,
  planReducer,
  problemsOfPlan,
  requestOfPlan,
  warningsOf,
  wavesOf,
} from "./plan-state.ts";
import { timesOfPlan } from "./plan-times.ts";
import { PrintedPlan } from "./printed-plan.tsx";
import { rolloutRefusals } from "./rollout-refusals.ts";
import { StartChoices } from "./start-choices.tsx";
import { useCheck } from "./use-check.ts";
import { WarningsToAcknowledge } from "./warnings-to-acknowledge.tsx";
import { type Waves, wavePresets } from "./waves.ts";

export interface RolloutFormProps {
  owner: PlanOwner;
  title: string;
  /** The plan as the page opens it. */
  opened: PlanState;
  /** Makes of a draft what it is now: its catalogs may be others. */
  takeUp: (draft: PlanState) => PlanState;
  /** The connection's catalogs by id, as they are now. */
  catalogs: ReadonlyMap<string, Catalog>;
  images: readonly Image[];
  /** Names of catalogs that the connection lists no more. */
  nameOf: (catalogId: string) => string;
  staleData: boolean;
  /** The rollout that is taken back. */
  rollbackOf?: string | undefined;
  /** The rollout that gets another plan. */
  changes?: string | undefined;
  start: Start<RolloutRequest, Rollout>;
  onAnswer: (answer: StartAnswer<Rollout>) => void;
  onPick: (imageId: string) => void;
  /** Called with each catalog that the person takes out. */
  onLeave?: (catalogId: string) => void;
  /** What stands beside the catalogs' heading: where others can be added. */
  addLink?: ReactNode;
}

/** What the server refused of the last try, until it has judged the plan anew. */
interface Refused {
  targets: readonly RolloutTargetCheck[];
  /** What had been judged by then. */
  before: ReadonlyMap<string, RolloutTargetCheck> | undefined;
}

/**
 * The form for many catalogs, with the plan read back beside it. What the person sees when it opens is what they decide on:
 * no later answer of the server resets it.
 */
export function RolloutForm(props: RolloutFormProps) {
  const { owner, catalogs, images, staleData, rollbackOf, changes, onPick, onLeave } = props;
  const isRollBack = rollbackOf !== undefined;
  const { user } = useSession();
  const online = useOnline();
  const formId = useId();
  const now = useNow(15_000);
  const { opened } = props;
  const [kept] = useState(() => ({
    sent: sentPlanOf(owner),
    draft: planDraftOf(owner),
    lastUsed: lastUsedBy(owner),
  }));
  const [state, dispatch] = useReducer(planReducer, null, () => {
    if (kept.draft === null) return opened;
    // A request that may be under way shows as it was sent.
    return kept.sent === null ? props.takeUp(kept.draft.state) : kept.draft.state;
  });
  const [draftSavedAt, setDraftSavedAt] = useState(kept.draft?.savedAt);
  const [attempted, setAttempted] = useState(false);
  const [offlineTried, setOfflineTried] = useState(false);
  const [refused, setRefused] = useState<Refused | null>(null);
  const checked = useCheck(state, catalogs, changes);
  const checks = useMemo(
    () =>
      refused === null || refused.before !== checked.checks || checked.checks === undefined
        ? checked.checks
        : new Map([...checked.checks, ...refused.targets.map((one) => [one.catalogId, one] as const)]),
    [checked.checks, refused],
  );
  const submission = useSubmission<RolloutRequest, Rollout>(
    props.start,
    (answer) => {
      if (answer.kind === "started") {
        forgetPlan(owner);
        keepLastUsed(owner, state);
      } else if (answer.kind === "refused" && answer.problem.targets) {
        setRefused({ targets: answer.problem.targets, before: checked.checks });
        checked.again();
      }
      props.onAnswer(answer);
    },
    { sent: { first: kept.sent, keep: (sent) => keepSentPlan(owner, sent) }, words: rolloutRefusals },
  );
  const { pending, locked } = submission;
  const hasWork = !holdsTheSamePlan(state, opened);
  useEffect(() => {
    if (pending || locked) return;
    if (hasWork) keepPlan(owner, state);
    else forgetPlan(owner);
  }, [owner, state, hasWork, pending, locked]);

  const choices = useMemo(
    () =>
      imageChoicesForMany(
        state.catalogs.flatMap(({ id }) => catalogs.get(id) ?? []),
        images,
        staleData,
      ),
    [state.catalogs, catalogs, images, staleData],
  );
  const included = useMemo(() => includedOf(state, checks), [state, checks]);
  const waves = useMemo(() => wavesOf(state, included), [state, included]);
  const rows = useMemo(
    () =>
      state.catalogs.map(({ id, toImageId }): PlanRow => {
        const check = checks?.get(id);
        return {
          id,
          name: catalogs.get(id)?.name ?? props.nameOf(id),
          catalog: catalogs.get(id),
          toImage: toImageId && (images.find((image) => image.id === toImageId)?.name ?? toImageId),
          check,
          isAsked: (toImageId ?? state.imageId) !== null,
          acknowledged: warningsOf(check).filter(({ code }) => state.acknowledged.includes(acknowledgementOf(id, code)))
            .length,
        };
      }),
    [state.catalogs, state.imageId, state.acknowledged, checks, catalogs, images, props.nameOf],
  );
  const kinds = useMemo(() => kindsOf(rows, waves), [rows, waves]);
  const facts = { checks, waves, isRollBack, now };
  const problems = problemsOfPlan(state, facts);
  const vdaUpdateDelay = vdaUpdateDelayOf(state);
  const count = waves.flat().length;
  const times = timesOfPlan(state, waves, { usualMs: (id) => usualOf(checks?.get(id)), now });
  const steps = stepsOf(state, { waves, catalogs, times, now });
  const waveTimes = useStable(steps.filter(({ isWave }) => isWave).map(({ time }) => time));
  const isAtOnce = waves.length < 2;
  const errorOf = (field: PlanField) =>
    !pending && (attempted || !["image", "catalogs", "acknowledge", "reason", "typedCount"].includes(field))
      ? problems.find((problem) => problem.field === field)?.message
      : undefined;
  const idOf = (field: PlanField) => `${formId}-${field}`;
  const focusOn = (field: PlanField) => {
    const target = document.getElementById(idOf(field));
    target?.focus();
    target?.scrollIntoView?.({ block: "center" });
  };
  const pick = useCallback(
    (imageId: string) => {
      dispatch({ kind: "imagePicked", imageId });
      onPick(imageId);
    },
    [onPick],
  );
  const move = useCallback((moved: Waves) => dispatch({ kind: "wavesMoved", waves: moved }), []);
  const leave = useCallback(
    (catalogId: string) => {
      dispatch({ kind: "left", catalogId });
      onLeave?.(catalogId);
    },
    [onLeave],
  );
  const seeAnew = useCallback(
    (catalogId: string) => dispatch({ kind: "seenAnew", catalogId, imageId: catalogs.get(catalogId)?.imageId ?? null }),
    [catalogs],
  );
  const acknowledge = useCallback(
    (keys: readonly string[], on: boolean) => dispatch({ kind: "acknowledged", keys, on }),
    [],
  );

  function submit(): void {
    if (pending) return;
    setOfflineTried(!navigator.onLine);
    if (!navigator.onLine) return;
    if (locked) {
      submission.askAgain();
      return;
    }
    const first = problems[0];
    setAttempted(first !== undefined);
    if (first) {
      focusOn(first.field);
      return;
    }
    // Also what the address alone has filled in: after a reload the form has to show what was sent.
    keepPlan(owner, state);
    submission.send(requestOfPlan(state, facts, rollbackOf));
  }

  const lastUsed =
    kept.lastUsed !== null && isSamePace(state, opened) && !isSamePace(state, kept.lastUsed) && changes === undefined
      ? kept.lastUsed
      : null;
  const chosen = choices.find(({ image }) => image.id === state.imageId)?.image;
  return (
    <>
      <h1 className="text-xl font-semibold tracking-[-0.01em] print:hidden">{props.title}</h1>
      <p role="status" className="mb-4 min-h-5 text-muted print:hidden">
        {inWordsOf({ chosen: state.catalogs.length, included: count, isChecked: checks !== undefined })}
      </p>
      <SubmittedByKeys
        onSubmit={submit}
        className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_22rem] print:hidden"
      >
        <fieldset
          disabled={pending || locked}
          className="m-0 min-w-0 rounded-card border border-hair bg-surface p-0 shadow-card disabled:opacity-60"
        >
          {draftSavedAt !== undefined && hasWork && !locked && !pending ? (
            <div className="px-5 pt-4 max-sm:px-4">
              <DraftNotice
                savedAt={draftSavedAt}
                onStartOver={() => {
                  setDraftSavedAt(undefined);
                  setAttempted(false);
                  dispatch({ kind: "takenOver", fields: opened });
                }}
              />
            </div>
          ) : null}
          {isRollBack ? (
            <Section title={m.rollback_image()}>
              <p id={idOf("image")} tabIndex={-1}>
                {m.plan_goes_back()}
              </p>
            </Section>
          ) : (
            <Section title={m.form_new_image()}>
              <ImagePicker
                label={m.form_new_image()}
                choices={choices}
                chosenId={state.imageId}
                searchId={idOf("image")}
                error={errorOf("image")}
                onPick={pick}
              />
            </Section>
          )}
          <Section title={m.plan_catalogs()} beside={props.addLink}>
            <fieldset aria-label={m.plan_presets()} className="mb-3 flex flex-wrap items-center gap-1.5">
              {wavePresets.map((preset) => (
                <button
                  key={preset}
                  type="button"
                  aria-pressed={state.preset === preset}
                  onClick={() => dispatch({ kind: "presetChosen", preset })}
                  className="h-6.5 rounded-full border border-hair px-3 text-sm hover:bg-hover aria-pressed:border-accent aria-pressed:bg-accent-tint aria-pressed:font-semibold aria-pressed:text-accent"
                >
                  {presetInWords(preset)}
                </button>
              ))}
              {state.preset === null ? <span className="ml-1 text-muted text-sm">{m.plan_preset_own()}</span> : null}
            </fieldset>
            <div id={idOf("catalogs")} tabIndex={-1} className="rounded-card">
              <CatalogsAndWaves
                waves={waves}
                rows={rows}
                waveTimes={waveTimes}
                onMove={move}
                onLeave={leave}
                onSeenAnew={seeAnew}
              />
            </div>
            {checked.error ? (
              <ProblemState
                title={m.plan_not_checked()}
                error={checked.error}
                busy={checked.busy}
                onRetry={checked.again}
                bare
              />
            ) : null}
            <WarningsToAcknowledge
              id={idOf("acknowledge")}
              kinds={kinds}
              acknowledged={state.acknowledged}
              missing={attempted && !pending}
              onAcknowledge={acknowledge}
            />
            <p className="mt-3">
              {m.plan_at_most()}
              <CountField
                id={idOf("maxParallel")}
                label={m.plan_at_most_label()}
                text={state.maxParallelText}
                error={errorOf("maxParallel")}
                onChange={(text) => dispatch({ kind: "set", field: "maxParallelText", text })}
              />
              {m.plan_at_most_rest()} {m.plan_stop_after()}
              <CountField
                id={idOf("stopAfter")}
                label={m.plan_stop_after_label()}
                text={state.stopAfterText}
                error={errorOf("stopAfter")}
                onChange={(text) => dispatch({ kind: "set", field: "stopAfterText", text })}
              />
              {m.plan_stop_after_rest()}
            </p>
            <p className="text-bad text-sm empty:hidden">{errorOf("maxParallel") ?? errorOf("stopAfter")}</p>
          </Section>
          {isAtOnce ? null : (
            <Section title={m.plan_gate()}>
              <GateChoices
                gate={state.gate}
                gateMinutesText={state.gateMinutesText}
                formId={formId}
                minutesError={errorOf("gateMinutes")}
                dispatch={dispatch}
              />
            </Section>
          )}
          <Section title={m.form_when()}>
            {lastUsed ? (
              <LastUsedOffer
                lastUsed={lastUsed}
                onTake={() => dispatch({ kind: "takenOver", fields: { ...lastUsed, typedCount: "" } })}
              />
            ) : null}
            <RestartChoices
              restart={state.restart}
              minutesText={state.minutesText}
              dispatch={dispatch}
              groupName={formId}
              minutesId={idOf("minutes")}
            />
            <p className="mt-2 min-h-5 text-muted">
              {vdaUpdateDelay !== null && vdaUpdateDelay > 0
                ? m.plan_delay_each({ time: delayInWords(vdaUpdateDelay) })
                : null}
            </p>
          </Section>
          {state.restart === "rightNow" ? null : (
            <Section title={m.form_message()}>
              <UsersMessage
                warningTitle={state.warningTitle}
                warningMessage={state.warningMessage}
                minutesLeft={previewedMinutes(vdaUpdateDelay)}
                dispatch={dispatch}
                titleId={idOf("warningTitle")}
                messageId={idOf("warningMessage")}
                titleError={errorOf("warningTitle")}
                messageError={errorOf("warningMessage")}
              />
            </Section>
          )}
          <Section title={m.plan_start()}>
            <StartChoices
              start={state.start}
              date={state.date}
              time={state.time}
              timeZone={state.timeZone}
              occurrence={state.occurrence}
              formId={formId}
              error={errorOf("date") ?? (attempted ? errorOf("occurrence") : undefined)}
              dispatch={dispatch}
            />
          </Section>
          <Section title={m.plan_name_and_reason()}>
            <div className="grid grid-cols-1 gap-x-4 gap-y-2 sm:grid-cols-2">
              <div>
                <p aria-hidden="true" className="mb-1 text-muted">
                  {m.plan_name()}
                </p>
                <OneLineField
                  id={idOf("name")}
                  label={m.plan_name()}
                  text={state.name}
                  placeholder={m.plan_name_hint()}
                  error={errorOf("name")}
                  onChange={(text) => dispatch({ kind: "set", field: "name", text })}
                />
              </div>
              <div>
                <p aria-hidden="true" className="mb-1 text-muted">
                  {m.form_reason_label()}
                </p>
                <OneLineField
                  id={idOf("reason")}
                  label={m.form_reason_label()}
                  text={state.reason}
                  placeholder={m.form_reason_hint()}
                  required={isRollBack}
                  error={errorOf("reason")}
                  onChange={(text) => dispatch({ kind: "set", field: "reason", text })}
                />
              </div>
            </div>
          </Section>
          {state.restart === "rightNow" && count > 1 ? (
            <Section title={m.form_confirm()}>
              <p className="mb-2">{m.plan_confirm_text({ count })}</p>
              <OneLineField
                id={idOf("typedCount")}
                label={m.plan_confirm_label()}
                text={state.typedCount}
                placeholder=""
                error={errorOf("typedCount")}
                onChange={(text) => dispatch({ kind: "set", field: "typedCount", text })}
              />
            </Section>
          ) : null}
        </fieldset>
        <PlanAside
          totals={totalsOf(waves, catalogs)}
          steps={steps}
          times={times}
          problems={
            attempted && !pending && !locked
              ? problems.map(({ field, message }) => ({ key: field, message, onShow: () => focusOn(field) }))
              : []
          }
          submit={{
            label: pending
              ? m.submit_sending()
              : locked
                ? m.submit_ask_again()
                : submitLabel(state, { count, times, isRollBack, changes }),
            variant: vdaUpdateDelay === 0 ? "danger" : "primary",
            pending,
            onSubmit: submit,
          }}
          notice={
            offlineTried && !online ? (
              <OfflineNotice />
            ) : submission.failure && !pending ? (
              <RefusalNotice failure={submission.failure} />
            ) : null
          }
        />
      </SubmittedByKeys>
      <PrintedPlan
        state={state}
        title={state.name.trim() || props.title}
        imageName={chosen?.name}
        waves={waves}
        rows={rows}
        steps={steps}
        rules={m.plan_rules_in_words({
          parallel: state.maxParallelText,
          failures: state.stopAfterText,
        })}
        personName={user.displayName}
        now={now}
      />
    </>
  );
}

function Section({ title, beside, children }: { title: string; beside?: ReactNode; children: ReactNode }) {
  return (
    <fieldset className="m-0 min-w-0 border-0 border-hair px-5 py-4 not-first:border-t max-sm:px-4">
      <legend className="float-left mb-2 w-full p-0 font-semibold">
        <span className="flex items-baseline justify-between gap-4">
          {title}
          {beside}
        </span>
      </legend>
      <div className="clear-both">{children}</div>
    </fieldset>
  );
}

/** The same list while it says the same: what it is handed on to is not drawn anew. */
function useStable(words: readonly string[]): readonly string[] {
  const key = JSON.stringify(words);
  return useMemo(() => JSON.parse(key) as string[], [key]);
}
