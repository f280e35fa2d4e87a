import type { RolloutTargetCheck } from "@catalog-deck/contract";
import type { StateWords } from "@catalog-deck/domain";
import * as m from "../../i18n/messages.js";
import { statedInWords } from "../../lib/stated-in-words.ts";
import { warningsOf } from "./plan-request.ts";

/**
 * What a check says of a catalog, in a word. `acknowledged` counts its warnings that a person has accepted; without a check,
 * `isAsked` says that it is on its way.
 */
export function verdictInWords(
  check: RolloutTargetCheck | undefined,
  { acknowledged, isAsked }: { acknowledged: number; isAsked: boolean },
): StateWords {
  switch (check?.verdict) {
    case undefined:
      return { label: isAsked ? m.dry_checking() : m.plan_not_checked_yet(), tone: "quiet", icon: "unknown" };
    case "ready":
      return { label: m.plan_ready(), tone: "quiet", icon: "active" };
    case "warnings": {
      const count = warningsOf(check).length;
      return acknowledged < count
        ? { label: m.plan_warnings_count({ count }), tone: "warn", icon: "warning" }
        : { label: m.plan_acknowledged({ count }), tone: "quiet", icon: "warning" };
    }
    case "blocked":
      return { label: m.plan_blocked(), tone: "bad", icon: "error" };
    case "busy":
      return { label: m.plan_busy(), tone: "info", icon: "updating" };
    case "alreadyOnImage":
      return { label: m.plan_already(), tone: "quiet", icon: "active" };
  }
}

/** Why a catalog is left out; undefined where the verdict says it all. */
export function reasonOf(check: RolloutTargetCheck | undefined): string | undefined {
  const block = check?.rules.find(({ severity }) => severity === "block");
  return block && statedInWords(block);
}
