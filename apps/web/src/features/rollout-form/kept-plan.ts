import type { RolloutRequest } from "@catalog-deck/contract";
import { forgetInput, keepInput, keptInput } from "../../lib/kept-input.ts";
import { hasPace, isFields, type PaceOwner } from "../../shared/update-form/pace.ts";
import type { SentRequest } from "../../shared/update-form/use-submission.ts";
import type { PlanState } from "./plan-state.ts";

/** Whose plan is kept, and of what: a new one, or one that begins with a rollout ("again <id>"). */
export interface PlanOwner extends PaceOwner {
  about: string;
}

/** A plan that was left or reloaded before it was sent. */
export interface PlanDraft {
  /** ISO 8601. */
  savedAt: string;
  state: PlanState;
}

const nameOf = (what: "plan" | "sent-plan", { personId, connectionId, about }: PlanOwner) =>
  JSON.stringify([what, personId, connectionId, about]);

/** The draft of this plan; null where there is none, or an older page wrote it in another shape. */
export function planDraftOf(owner: PlanOwner): PlanDraft | null {
  const kept = keptInput("tab", nameOf("plan", owner));
  return isFields(kept) && typeof kept.savedAt === "string" && isPlan(kept.state)
    ? { savedAt: kept.savedAt, state: kept.state }
    : null;
}

/** Keeps what the form holds. The number typed to confirm is no part of it: it is asked for anew. */
export function keepPlan(owner: PlanOwner, state: PlanState): void {
  const draft: PlanDraft = { savedAt: new Date().toISOString(), state: { ...state, typedCount: "" } };
  keepInput("tab", nameOf("plan", owner), draft);
}

export function forgetPlan(owner: PlanOwner): void {
  forgetInput("tab", nameOf("plan", owner));
}

/** The request of this plan whose outcome is not known. */
export function sentPlanOf(owner: PlanOwner): SentRequest<RolloutRequest> | null {
  const kept = keptInput("tab", nameOf("sent-plan", owner));
  const isRequest =
    isFields(kept) && typeof kept.key === "string" && isFields(kept.body) && Array.isArray(kept.body.targets);
  return isRequest ? (kept as unknown as SentRequest<RolloutRequest>) : null;
}

/** null forgets it. */
export function keepSentPlan(owner: PlanOwner, sent: SentRequest<RolloutRequest> | null): void {
  if (sent === null) forgetInput("tab", nameOf("sent-plan", owner));
  else keepInput("tab", nameOf("sent-plan", owner), sent);
}

const texts = [
  "gate",
  "gateMinutesText",
  "stopAfterText",
  "maxParallelText",
  "start",
  "date",
  "time",
  "timeZone",
  "name",
  "reason",
] as const satisfies (keyof PlanState)[];

function isPlan(value: unknown): value is PlanState {
  return (
    isFields(value) &&
    hasPace(value) &&
    texts.every((name) => typeof (value as Record<string, unknown>)[name] === "string") &&
    "catalogs" in value &&
    Array.isArray(value.catalogs) &&
    value.catalogs.every((one: unknown) => isFields(one) && typeof one.id === "string") &&
    Array.isArray(value.waves) &&
    Array.isArray(value.acknowledged)
  );
}
