import type { UpdateRule } from "@catalog-deck/contract";
import * as m from "../../i18n/messages.js";
import { type PaceProblem, problemsOfPace, tooLong } from "../../shared/update-form/pace.ts";
import {
  gateOf,
  planLimits as limits,
  maxParallelOf,
  type PlanContext,
  startOf,
  stopAfterOf,
  warningsOf,
} from "./plan-request.ts";
import { acknowledgmentOf, type PlanState } from "./plan-state.ts";

/** The parts of the form that can be wrong, in the order in which the eye and the Tab key meet them. */
export type PlanField =
  | PaceProblem["field"]
  | "image"
  | "catalogs"
  | "acknowledge"
  | "maxParallel"
  | "stopAfter"
  | "gateMinutes"
  | "date"
  | "occurrence"
  | "name"
  | "reason"
  | "typedCount";

export interface PlanProblem {
  field: PlanField;
  message: string;
}

export interface PlanFacts extends PlanContext {
  /** Whether each catalog goes back to a recorded image: others have to be able to read why. */
  isRollBack: boolean;
  now: Date;
}

/** The warnings that nobody has acknowledged yet, by catalog. */
function openWarnings(state: PlanState, facts: PlanContext): UpdateRule[] {
  return facts.waves
    .flat()
    .flatMap((id) =>
      warningsOf(facts.checks?.get(id)).filter(({ code }) => !state.acknowledged.includes(acknowledgmentOf(id, code))),
    );
}

/** Everything that stands against sending, in focus order; empty when the plan may be sent. */
export function problemsOfPlan(state: PlanState, facts: PlanFacts): PlanProblem[] {
  const problems: PlanProblem[] = [];
  const add = (field: PlanField, message: string | undefined) => {
    if (message !== undefined) problems.push({ field, message });
  };
  const count = facts.waves.flat().length;
  if (state.imageId === null && state.catalogs.some(({ toImageId }) => toImageId === undefined)) {
    add("image", m.form_choose_image());
  } else if (count > limits.targets) add("catalogs", m.plan_too_many({ count, limit: limits.targets }));
  else if (facts.checks === undefined) add("catalogs", m.plan_still_checking());
  else if (count === 0) add("catalogs", m.plan_nothing_to_update());
  const open = openWarnings(state, facts).length;
  if (open > 0) add("acknowledge", m.plan_acknowledge({ count: open }));
  if (maxParallelOf(state) === null) add("maxParallel", m.plan_number({ max: limits.maxParallel }));
  if (stopAfterOf(state) === null) add("stopAfter", m.plan_number({ max: limits.stopAfterFailures }));
  if (gateOf(state, facts.waves) === null) add("gateMinutes", m.plan_number({ max: limits.gateMinutes }));
  for (const { field, message } of problemsOfPace(state)) add(field, message);
  const start = startOf(state);
  if (start?.kind === "noTime") add("date", m.plan_no_time());
  if (start?.kind === "unknownZone") add("date", m.plan_no_zone());
  if (start?.kind === "skipped") {
    const { before, after } = start;
    add("date", m.plan_skipped({ time: state.time, zone: state.timeZone, before, after }));
  }
  if (start?.kind === "repeated") add("occurrence", m.plan_which_one());
  if (start?.kind === "moment" && start.at <= facts.now) add("date", m.plan_passed());
  if (state.name.trim().length > limits.name) add("name", m.plan_name_too_long({ max: limits.name }));
  if (facts.isRollBack && state.reason.trim() === "") add("reason", m.rollback_reason_missing());
  add("reason", tooLong("reason", state.reason));
  if (state.restart === "rightNow" && count > 0 && state.typedCount.trim() !== String(count)) {
    add("typedCount", m.plan_type_count({ count }));
  }
  return problems;
}
