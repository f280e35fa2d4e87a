import type { Catalog, ImageUpdate } from "@catalog-deck/contract";
import { wordsForImageUpdate, wordsForSubState } from "@catalog-deck/domain";
import type { ReactNode } from "react";
import * as m from "../../i18n/messages.js";
import { statedInWords } from "../../lib/stated-in-words.ts";
import { LongText } from "../../shared/long-text.tsx";
import { StepsAfterFailure } from "../../shared/steps-after-failure.tsx";
import { UpdateProgress } from "../../shared/update-progress.tsx";
import { explanationOf } from "./update-explanation.ts";

const heads = {
  bad: "bg-bad-tint pb-3 text-bad",
  warn: "bg-warn-tint pb-3 text-warn",
  info: "",
  quiet: "",
} as const;

/**
 * Where an update stands: what is true, how far it is, what users notice and what to do next. `catalog`: as it is now;
 * absent where something else has happened to it since.
 */
export function UpdateStanding({ update, catalog }: { update: ImageUpdate; catalog: Catalog | undefined }) {
  const words = wordsForImageUpdate(update);
  const seen = statedInWords(update);
  const step = update.subState === undefined ? undefined : wordsForSubState(update.subState);
  const { usersNotice, nextStep } = explanationOf(update);
  return (
    <div className="overflow-hidden rounded-card border border-hair bg-surface pb-3.5 shadow-card">
      <p className={`px-4 pt-3 font-semibold text-md ${heads[words.tone]}`}>{words.sentence}</p>
      <div className="mt-2.5 px-4 empty:hidden">
        <UpdateProgress update={update} large />
      </div>
      <dl className="mt-2.5 grid px-4 grid-cols-1 gap-x-4 gap-y-2 sm:grid-cols-[8rem_1fr]">
        {seen && saysMore(update) ? (
          <Row term={m.what_was_seen()}>
            <LongText>{seen}</LongText>
          </Row>
        ) : null}
        {step?.cause && update.state !== "succeeded" ? (
          <Row term={step.isError ? m.cause() : m.this_step()}>{step.cause}</Row>
        ) : null}
        <Row term={m.users_notice_term()}>{usersNotice}</Row>
        <Row term={m.what_to_do()}>
          {update.state === "failed" && catalog ? <StepsAfterFailure update={update} catalog={catalog} /> : nextStep}
        </Row>
      </dl>
    </div>
  );
}

/** Whether what was seen tells more than the state's own sentence; the timeline has all of it anyway. */
function saysMore({ state, timeline }: ImageUpdate): boolean {
  if (state === "rolledBack" || state === "waitingForRestart") return false;
  // The first says that the answer was lost; a later one what the catalog has shown since.
  if (state === "unknown") return (timeline ?? []).filter((event) => event.state === "unknown").length > 1;
  return true;
}

function Row({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{term}</dt>
      <dd className="min-w-0 wrap-anywhere max-sm:-mt-2">{children}</dd>
    </>
  );
}
