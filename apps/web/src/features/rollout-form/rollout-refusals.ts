import type { ProblemCode } from "@catalog-deck/contract";
import * as m from "../../i18n/messages.js";
import { type Refusal, type RefusalWords, updateRefusals } from "../../shared/update-form/refusal-words.ts";

const notStarted = (title: string, nextStep: string): Refusal => ({ title, nextStep, outcome: "notStarted" });

const askAgain = m.plan_ask_again();

/** Words for what only a rollout can be refused for, and where those for one catalog would be wrong. */
const ownRefusals: Partial<Record<ProblemCode, Refusal>> = {
  "not-found": notStarted(m.plan_refused_gone(), m.plan_refused_gone_next()),
  "rollout-refused": notStarted(m.plan_refused(), m.plan_refused_next()),
  "rollout-busy": notStarted(m.plan_refused_busy(), m.plan_refused_busy_next()),
  "rollout-changed": notStarted(m.plan_refused_changed(), m.plan_refused_look()),
  "rollout-not-possible": notStarted(m.plan_refused_begun(), m.plan_refused_look()),
};

export const rolloutRefusals: RefusalWords = {
  ofProblem: (problem) => {
    const refusal = ownRefusals[problem.code] ?? updateRefusals.ofProblem(problem);
    return refusal.outcome === "unknown" ? { ...refusal, nextStep: askAgain } : refusal;
  },
  lostAnswer: { ...updateRefusals.lostAnswer, nextStep: askAgain },
  leftBeforeAnswer: { ...updateRefusals.leftBeforeAnswer, nextStep: askAgain },
};
