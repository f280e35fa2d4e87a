import type { Catalog, Image, ImageUpdate, ImageUpdateRequest, UpdateRule } from "@catalog-deck/contract";
import { machinesKeepDisk, nameToType } from "@catalog-deck/domain";
import { type ReactNode, type RefObject, useCallback, useEffect, useId, useMemo, useReducer, useState } from "react";
import * as m from "../../i18n/messages.js";
import { type ImageChoice, imageChoicesFor, isAboutCatalog } from "../../shared/image-choices.ts";
import { DraftNotice, LastTryNotice, LastUsedOffer, RollBackNotice } from "../../shared/update-form/form-notices.tsx";
import { ImagePicker } from "../../shared/update-form/image-picker.tsx";
import { OneLineField } from "../../shared/update-form/one-line-field.tsx";
import { keepLastUsed, lastUsedBy, previewedMinutes, vdaUpdateDelayOf } from "../../shared/update-form/pace.ts";
import { updateRefusals } from "../../shared/update-form/refusal-words.ts";
import { ClockLine, RestartChoices } from "../../shared/update-form/restart-choices.tsx";
import { SubmittedByKeys } from "../../shared/update-form/submitted-by-keys.tsx";
import { type Start, type StartOutcome, useSubmission } from "../../shared/update-form/use-submission.ts";
import { useTries } from "../../shared/update-form/use-tries.ts";
import { UsersMessage } from "../../shared/update-form/users-message.tsx";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { CheckWithoutSending, type DryRun } from "./check-without-sending.tsx";
import {
  type FormField,
  type FormProblem,
  formReducer,
  holdsTheSame,
  isOfBody,
  mergeRules,
  openedForm,
  problemsOf,
  requestOf,
  type SeenImage,
} from "./form-state.ts";
import { ImageComparison } from "./image-comparison.tsx";
import { draftOf, type FormOwner, forgetDraft, forgetForm, keepDraft, keepSent, sentRequestOf } from "./kept-form.ts";
import { SubmitBar } from "./submit-bar.tsx";
import { submitWords } from "./submit-words.ts";
import { WhatItTouches } from "./what-it-touches.tsx";

/** What closing the form would lose: typed work, or that a request's outcome is not known. */
export type LostByClosing = "nothing" | "work" | "outcome";

/** Sends the form's request under its key; never throws. */
export type StartUpdate = Start<ImageUpdateRequest, ImageUpdate>;

export interface UpdateFormProps {
  owner: FormOwner;
  catalog: Catalog;
  images: readonly Image[];
  /** True when the catalog or the images come from an old copy. */
  staleData: boolean;
  preselectedImageId: string | null;
  start: StartUpdate;
  dryRun: DryRun;
  onOutcome: (outcome: StartOutcome<ImageUpdate>) => void;
  /** Called with each image that the person picks, for the page's address. */
  onPick?: (imageId: string) => void;
  /** Kept up to date for whoever closes the form. */
  lostByClosing?: RefObject<LostByClosing>;
  /** A link to the catalog's page. */
  catalogLink: ReactNode;
  /** When the form takes an update back: its id and a link to it. A reason is required then. */
  rollBack?: { updateId: string; link: ReactNode } | undefined;
}

/**
 * The update form. What the person sees when it opens is what they decide on: its state begins with the first facts, or
 * with the draft of this tab, and no later answer of the server resets it; a changed image in use is said and blocks
 * until it has been reviewed.
 */
export function UpdateForm(props: UpdateFormProps) {
  const { catalog, images, staleData, owner, rollBack, onPick } = props;
  const isRollBack = rollBack !== undefined;
  const rollback = rollBack?.updateId ?? null;
  const formId = useId();
  const choices = useMemo(() => imageChoicesFor(catalog, images, staleData), [catalog, images, staleData]);
  const [kept] = useState(() => keptFormOf(owner, rollback));
  const [opened] = useState(() => openedForm(inUseOf(catalog), usableOf(choices, props.preselectedImageId)));
  const [state, dispatch] = useReducer(formReducer, null, () => {
    if (kept.draft === null) return opened;
    const { state: drafted } = kept.draft;
    // A request that may be under way shows as it was sent; else the address says which image, and ticks are for one.
    if (kept.sent !== null) return drafted;
    const imageId = props.preselectedImageId === null ? usableOf(choices, drafted.imageId) : opened.imageId;
    return { ...drafted, imageId, acknowledged: imageId === drafted.imageId ? drafted.acknowledged : [] };
  });
  const [draftSavedAt, setDraftSavedAt] = useState(kept.draft?.savedAt);
  const submission = useSubmission(
    props.start,
    (outcome) => {
      if (outcome.kind === "started") {
        forgetForm(owner, outcome.started.rollsBack ?? null);
        keepLastUsed(owner, state);
      }
      props.onOutcome(outcome);
    },
    { sent: { first: kept.sent, keep: (sent) => keepSent(owner, sent) }, words: updateRefusals },
  );
  const hasWork = !holdsTheSame(state, opened);
  const { pending, locked } = submission;
  useEffect(() => {
    if (pending || locked) return;
    if (hasWork) keepDraft(owner, rollback, state);
    else forgetDraft(owner, rollback);
  }, [owner, rollback, state, hasWork, pending, locked]);
  const { lostByClosing } = props;
  useEffect(() => {
    if (lostByClosing) lostByClosing.current = pending ? "nothing" : locked ? "outcome" : hasWork ? "work" : "nothing";
  }, [lostByClosing, hasWork, pending, locked]);

  const chosen = choices.find(({ image }) => image.id === state.imageId);
  const serverRules = submission.failure?.problem?.rules;
  const rules = useMemo(() => {
    const catalogRules = (choices[0]?.rules ?? []).filter(({ code }) => catalogRuleCodes.has(code));
    return mergeRules(chosen?.rules ?? catalogRules, serverRules ?? []);
  }, [choices, chosen, serverRules]);
  const ofTouches = useMemo(() => rules.filter((rule) => !isAboutCatalog(rule)), [rules]);
  const facts = { nameToType: nameToType(catalog), inUseNow: inUseOf(catalog), rules, reasonRequired: isRollBack };
  const problems = problemsOf(state, facts);
  const vdaUpdateDelay = vdaUpdateDelayOf(state);
  const ruleId = useCallback((code: string) => `${formId}-rule-${code}`, [formId]);
  const pick = useCallback(
    (imageId: string) => {
      dispatch({ kind: "imagePicked", imageId });
      onPick?.(imageId);
    },
    [onPick],
  );
  const tick = useCallback((code: string, ticked: boolean) => dispatch({ kind: "warningTicked", code, ticked }), []);
  const idOf = (problem: FormProblem) =>
    problem.code === undefined ? `${formId}-${problem.field}` : ruleId(problem.code);
  const tries = useTries(submission, {
    wrong: problems.map(idOf),
    request: () => {
      // Also what the link alone has filled in: after a reload the form has to show what was sent.
      keepDraft(owner, rollback, state);
      return requestOf(state, rules, rollBack?.updateId);
    },
  });
  const { attempted, submit } = tries;
  const errorOf = (field: FormField) =>
    !pending && (attempted || (field !== "image" && (field !== "reason" || state.reason.trim() !== "")))
      ? problems.find((problem) => problem.field === field)?.message
      : undefined;

  function requestToCheck() {
    const first = problems.find(isOfBody);
    if (first === undefined) return requestOf(state, rules, rollBack?.updateId);
    tries.refuse(idOf(first));
    return null;
  }

  const inUseChanged = !pending && problems.some(({ field }) => field === "inUse");
  const { restart, minutesText, warningTitle, warningMessage } = opened;
  const isAsOpened = holdsTheSame(state, { ...state, restart, minutesText, warningTitle, warningMessage });
  const lastUsed = isAsOpened && !holdsTheSame(state, { ...state, ...kept.lastUsed }) ? kept.lastUsed : null;
  return (
    <SubmittedByKeys onSubmit={submit} className="contents">
      <div className="flex flex-1 flex-col gap-6 overflow-y-auto overscroll-contain px-4 py-5 sm:px-6">
        {draftSavedAt !== undefined && hasWork && !locked && !pending && (
          <DraftNotice
            savedAt={draftSavedAt}
            onStartOver={() => {
              setDraftSavedAt(undefined);
              tries.startOver();
              dispatch({ kind: "takenOver", fields: { ...opened, seen: inUseOf(catalog) } });
            }}
          />
        )}
        {rollBack && (
          <RollBackNotice
            preselected={choices.find(({ image }) => image.id === props.preselectedImageId)}
            undoneLink={rollBack.link}
          />
        )}
        {inUseChanged && (
          <ChangedNotice
            id={`${formId}-inUse`}
            seen={state.seen}
            inUseNow={facts.inUseNow}
            onReviewed={() => dispatch({ kind: "changeReviewed", seen: facts.inUseNow })}
          />
        )}
        {(pending ? noRules : rules.filter(isAboutCatalog)).map((rule) => (
          <div key={rule.code} id={ruleId(rule.code)} tabIndex={-1} className="rounded-note">
            <Notice tone="bad" title={m.form_blocked()}>
              {rule.message}
            </Notice>
          </div>
        ))}
        <fieldset
          disabled={pending || locked}
          className="m-0 flex min-w-0 flex-col gap-6 border-0 p-0 disabled:opacity-60"
        >
          <Section title={isRollBack ? m.rollback_image() : m.form_new_image()}>
            <ImagePicker
              label={isRollBack ? m.rollback_image() : m.form_new_image()}
              choices={choices}
              chosenId={state.imageId}
              searchId={`${formId}-image`}
              error={errorOf("image")}
              onPick={pick}
            />
            {chosen && (
              <div className="mt-3">
                <ImageComparison
                  catalog={catalog}
                  from={images.find(({ id }) => id === catalog.imageId)}
                  to={chosen.image}
                />
              </div>
            )}
          </Section>
          <Section title={m.form_when()}>
            {lastUsed && (
              <LastUsedOffer
                lastUsed={lastUsed}
                onTake={() => dispatch({ kind: "takenOver", fields: { ...lastUsed, typedName: "" } })}
              />
            )}
            <RestartChoices
              restart={state.restart}
              minutesText={state.minutesText}
              dispatch={dispatch}
              groupName={formId}
              minutesId={`${formId}-minutes`}
            />
            <ClockLine
              restart={state.restart}
              minutesText={state.minutesText}
              keepsDisk={machinesKeepDisk(catalog) === true}
            />
          </Section>
          {state.restart !== "rightNow" && (
            <Section title={m.form_message()}>
              <UsersMessage
                warningTitle={state.warningTitle}
                warningMessage={state.warningMessage}
                minutesLeft={previewedMinutes(vdaUpdateDelay)}
                dispatch={dispatch}
                titleId={`${formId}-warningTitle`}
                messageId={`${formId}-warningMessage`}
                titleError={errorOf("warningTitle")}
                messageError={errorOf("warningMessage")}
              />
            </Section>
          )}
          <Section title={m.form_touches()}>
            <WhatItTouches
              catalog={catalog}
              imageName={chosen?.image.name}
              rules={ofTouches}
              acknowledged={state.acknowledged}
              missing={attempted ? problems.filter((p) => p.field === "acknowledge").map((p) => p.code ?? "") : noCodes}
              onTick={tick}
              ruleId={ruleId}
            />
          </Section>
          <Section
            title={isRollBack ? m.rollback_reason() : m.form_reason()}
            note={isRollBack ? m.rollback_reason_note() : m.form_reason_note()}
          >
            <OneLineField
              id={`${formId}-reason`}
              label={m.form_reason_label()}
              text={state.reason}
              placeholder={m.form_reason_hint()}
              required={isRollBack}
              error={errorOf("reason")}
              onChange={(text) => dispatch({ kind: "typed", field: "reason", text })}
            />
          </Section>
          {state.restart === "rightNow" && (
            <Section title={m.form_confirm()}>
              <p className="mb-2">
                {m.form_confirm_text()}{" "}
                <b translate="no" className="font-semibold wrap-anywhere">
                  {facts.nameToType}
                </b>
              </p>
              <OneLineField
                id={`${formId}-typedName`}
                label={m.form_catalog_name()}
                text={state.typedName}
                placeholder=""
                error={attempted ? errorOf("typedName") : undefined}
                onChange={(text) => dispatch({ kind: "typed", field: "typedName", text })}
              />
            </Section>
          )}
        </fieldset>
      </div>
      <SubmitBar
        catalog={catalog}
        imageName={chosen?.image.name}
        vdaUpdateDelay={vdaUpdateDelay}
        pending={pending}
        locked={locked}
        isRollBack={isRollBack}
        openProblems={attempted && !pending ? problems.length : 0}
        onShowProblem={() => problems[0] && tries.refuse(idOf(problems[0]))}
        onSubmit={submit}
        beside={
          <CheckWithoutSending
            dryRun={props.dryRun}
            catalog={catalog}
            images={images}
            disabled={pending || locked}
            requestNow={requestToCheck}
            send={problems.length > 0 ? null : { ...submitWords({ isRollBack, vdaUpdateDelay }), onSend: submit }}
          />
        }
        notice={<LastTryNotice tries={tries} submission={submission} link={props.catalogLink} />}
      />
    </SubmittedByKeys>
  );
}

/** What this tab and this browser have kept for the form; of a request that may be under way, the form it came from. */
function keptFormOf(owner: FormOwner, rollback: string | null) {
  const sent = sentRequestOf(owner);
  const draft = draftOf(owner, sent === null ? rollback : (sent.body.rollsBack ?? null));
  return { sent, draft, lastUsed: lastUsedBy(owner) };
}

/** The image's id where it may be chosen, else null. */
function usableOf(choices: readonly ImageChoice[], imageId: string | null): string | null {
  const choice = choices.find(({ image }) => image.id === imageId);
  return choice !== undefined && choice.unusableBecause === undefined ? choice.image.id : null;
}

/** Rules that speak about the catalog whatever the image, shown before one is chosen (domain, `checkEligibility`). */
const catalogRuleCodes = new Set([
  "catalog-not-ready",
  "remote-pc-catalog",
  "remote-pc-unknown",
  "catalog-has-error-warning",
  "stale-data",
]);

const noCodes: readonly string[] = [];
const noRules: readonly UpdateRule[] = [];

function inUseOf(catalog: Catalog): SeenImage {
  return { id: catalog.imageId ?? null, name: catalog.templateImageName ?? catalog.imageId ?? m.no_image() };
}

function Section({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <fieldset className="m-0 min-w-0 border-0 p-0">
      <legend className="mb-2 p-0 font-semibold">
        {title} {note && <span className="font-normal text-muted">{note}</span>}
      </legend>
      {children}
    </fieldset>
  );
}

interface ChangedNoticeProps {
  id: string;
  seen: SeenImage;
  inUseNow: SeenImage;
  onReviewed: () => void;
}

function ChangedNotice({ id, seen, inUseNow, onReviewed }: ChangedNoticeProps) {
  return (
    <div role="alert" className="flex flex-wrap items-center gap-3 rounded-note bg-warn-tint px-3 py-2.5">
      <p className="min-w-0 flex-1 basis-60">
        <b className="font-semibold text-warn">{m.form_changed()}</b>{" "}
        {m.form_changed_detail({ before: seen.name, now: inUseNow.name })}
      </p>
      <Button id={id} onClick={onReviewed}>
        {m.form_reviewed()}
      </Button>
    </div>
  );
}
