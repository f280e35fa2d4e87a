import type { Catalog, Image, Rollout, RolloutRequest } from "@catalog-deck/contract";
import { delayInWords } from "@catalog-deck/domain";
import { type ReactNode, useCallback, useEffect, useId, useReducer, useState } from "react";
import * as m from "../../i18n/messages.js";
import { useNow } from "../../lib/now.ts";
import { useSession } from "../../shared/signed-in.ts";
import { DraftNotice, LastTryNotice, LastUsedOffer } from "../../shared/update-form/form-notices.tsx";
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
import { type Start, type StartOutcome, useSubmission } from "../../shared/update-form/use-submission.ts";
import { useTries } from "../../shared/update-form/use-tries.ts";
import { UsersMessage } from "../../shared/update-form/users-message.tsx";
import { CatalogsSection } from "./catalogs-section.tsx";
import { FormSection } from "./form-section.tsx";
import { GateChoices } from "./gate-choices.tsx";
import { forgetPlan, keepPlan, keepSentPlan, type PlanOwner, planDraftOf, sentPlanOf } from "./kept-plan.ts";
import { NameAndReason } from "./name-and-reason.tsx";
import { PlanAside } from "./plan-aside.tsx";
import { inWordsOf, submitLabel, totalsOf } from "./plan-in-words.ts";
import type { PlanField } from "./plan-problems.ts";
import { requestOfPlan } from "./plan-request.ts";
import { holdsTheSamePlan, type PlanState, planReducer } from "./plan-state.ts";
import { PrintedPlan } from "./printed-plan.tsx";
import { rolloutRefusals } from "./rollout-refusals.ts";
import { StartChoices } from "./start-choices.tsx";
import { useCheck } from "./use-check.ts";
import { usePlan } from "./use-plan.ts";

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
  onOutcome: (outcome: StartOutcome<Rollout>) => void;
  onPick: (imageId: string) => void;
  /** Called with each catalog that the person takes out. */
  onTakeOut?: (catalogId: string) => void;
  /** What stands beside the catalogs' heading: where others can be added. */
  addLink?: ReactNode;
}

/**
 * The form for many catalogs, with the plan read back beside it. What the person sees when it opens is what they decide on:
 * no later answer of the server resets it.
 */
export function RolloutForm(props: RolloutFormProps) {
  const { owner, catalogs, images, staleData, rollbackOf, changes, onPick } = props;
  const isRollBack = rollbackOf !== undefined;
  const { user } = useSession();
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
  const checked = useCheck(state, catalogs, changes);
  const { checks } = checked;
  const submission = useSubmission<RolloutRequest, Rollout>(
    props.start,
    (outcome) => {
      if (outcome.kind === "started") {
        forgetPlan(owner);
        keepLastUsed(owner, state);
      } else if (outcome.kind === "refused" && outcome.problem.targets) {
        checked.refuse(outcome.problem.targets);
      }
      props.onOutcome(outcome);
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

  const plan = usePlan(state, { checks, catalogs, images, staleData, nameOf: props.nameOf, isRollBack, now });
  const { waves, rows, steps, times, count, problems } = plan;
  const vdaUpdateDelay = vdaUpdateDelayOf(state);
  const idOf = (field: PlanField) => `${formId}-${field}`;
  const tries = useTries(submission, {
    wrong: problems.map(({ field }) => idOf(field)),
    request: () => {
      // Also what the address alone has filled in: after a reload the form has to show what was sent.
      keepPlan(owner, state);
      return requestOfPlan(state, { checks, waves }, rollbackOf);
    },
  });
  const { attempted, submit } = tries;
  const errorOf = (field: PlanField) =>
    !pending && (attempted || !["image", "catalogs", "acknowledge", "reason", "typedCount"].includes(field))
      ? problems.find((problem) => problem.field === field)?.message
      : undefined;
  const pick = useCallback(
    (imageId: string) => {
      dispatch({ kind: "imagePicked", imageId });
      onPick(imageId);
    },
    [onPick],
  );
  const lastUsed =
    kept.lastUsed !== null && isSamePace(state, opened) && !isSamePace(state, kept.lastUsed) && changes === undefined
      ? kept.lastUsed
      : null;
  const chosen = plan.choices.find(({ image }) => image.id === state.imageId)?.image;
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
                  tries.startOver();
                  dispatch({ kind: "takenOver", fields: opened });
                }}
              />
            </div>
          ) : null}
          {isRollBack ? (
            <FormSection title={m.rollback_image()}>
              <p id={idOf("image")} tabIndex={-1}>
                {m.plan_goes_back()}
              </p>
            </FormSection>
          ) : (
            <FormSection title={m.form_new_image()}>
              <ImagePicker
                label={m.form_new_image()}
                choices={plan.choices}
                chosenId={state.imageId}
                searchId={idOf("image")}
                error={errorOf("image")}
                onPick={pick}
              />
            </FormSection>
          )}
          <CatalogsSection
            state={state}
            plan={plan}
            catalogs={catalogs}
            checked={checked}
            missing={attempted && !pending}
            idOf={idOf}
            errorOf={errorOf}
            dispatch={dispatch}
            onTakeOut={props.onTakeOut}
            addLink={props.addLink}
          />
          {waves.length < 2 ? null : (
            <FormSection title={m.plan_gate()}>
              <GateChoices
                gate={state.gate}
                gateMinutesText={state.gateMinutesText}
                formId={formId}
                minutesError={errorOf("gateMinutes")}
                dispatch={dispatch}
              />
            </FormSection>
          )}
          <FormSection title={m.form_when()}>
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
          </FormSection>
          {state.restart === "rightNow" ? null : (
            <FormSection title={m.form_message()}>
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
            </FormSection>
          )}
          <FormSection title={m.plan_start()}>
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
          </FormSection>
          <NameAndReason
            name={state.name}
            reason={state.reason}
            isRollBack={isRollBack}
            idOf={idOf}
            errorOf={errorOf}
            dispatch={dispatch}
          />
          {state.restart === "rightNow" && count > 0 ? (
            <FormSection title={m.form_confirm()}>
              <p className="mb-2">{m.plan_confirm_text({ count })}</p>
              <OneLineField
                id={idOf("typedCount")}
                label={m.plan_confirm_label()}
                text={state.typedCount}
                placeholder=""
                error={errorOf("typedCount")}
                onChange={(text) => dispatch({ kind: "set", field: "typedCount", text })}
              />
            </FormSection>
          ) : null}
        </fieldset>
        <PlanAside
          totals={totalsOf(waves, catalogs)}
          steps={steps}
          times={times}
          problems={
            attempted && !pending && !locked
              ? problems.map(({ field, message }) => ({ key: field, message, onShow: () => tries.refuse(idOf(field)) }))
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
          notice={<LastTryNotice tries={tries} submission={submission} />}
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
