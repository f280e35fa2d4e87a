import type { RolloutDetail } from "@catalog-deck/contract";
import { gateInWords, restartInWords } from "@catalog-deck/domain";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import * as m from "../../i18n/messages.js";
import { dateTimeInWords } from "../../lib/formatting.ts";
import { ImageMoves } from "./image-moves.tsx";
import { SideCard } from "./side-card.tsx";

/** What was planned, and by whom. */
export function RolloutPlan({ rollout }: { rollout: RolloutDetail }) {
  const { warningTitle, warningMessage, reason, rollbackOf, rolledBackBy, createdBy, responsible } = rollout;
  return (
    <SideCard title={m.rollout_plan()}>
      <dl className="px-4 py-2">
        <Row term={m.column_image()}>
          <ImageMoves images={rollout.images} counted />
        </Row>
        {rollout.waves.length > 1 ? <Row term={m.plan_next_wave()}>{gateInWords(rollout.gate)}</Row> : null}
        <Row term={m.plan_at_once()}>{m.plan_at_once_most({ count: rollout.maxParallel })}</Row>
        <Row term={m.plan_stops()}>{m.plan_stops_after({ count: rollout.stopAfterFailures })}</Row>
        <Row term={m.restarts()}>{restartInWords(rollout.vdaUpdateDelay)}</Row>
        {warningTitle || warningMessage ? (
          <Row term={m.plan_message()}>
            <b className="font-semibold">{warningTitle}</b> {warningMessage}
          </Row>
        ) : null}
        {reason ? <Row term={m.plan_reason()}>{reason}</Row> : null}
        <Row term={m.plan_planned()}>
          {createdBy.displayName}, {dateTimeInWords(rollout.createdAt)}
        </Row>
        {responsible.id === createdBy.id ? null : <Row term={m.plan_responsible()}>{responsible.displayName}</Row>}
        <Other term={m.plan_rolls_back()} rolloutId={rollbackOf} />
        <Other term={m.plan_rolled_back_by()} rolloutId={rolledBackBy} />
      </dl>
    </SideCard>
  );
}

function Other({ term, rolloutId }: { term: string; rolloutId: string | undefined }) {
  if (rolloutId === undefined) return null;
  return (
    <Row term={term}>
      <Link to="/rollouts/$rolloutId" params={{ rolloutId }} className="text-accent underline underline-offset-2">
        {m.plan_other_rollout()}
      </Link>
    </Row>
  );
}

function Row({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="flex gap-3 py-1">
      <dt className="w-28 shrink-0 text-muted">{term}</dt>
      <dd className="min-w-0 flex-1 whitespace-pre-line wrap-anywhere">{children}</dd>
    </div>
  );
}
