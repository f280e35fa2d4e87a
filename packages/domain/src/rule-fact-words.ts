import type { FactOf, FactValue, RuleFactCode } from "@catalog-deck/contract";
import { nameOfCatalogState } from "./catalog-state.ts";
import { knownFactInWords, type WordsOf } from "./facts.ts";
import * as m from "./i18n/messages.js";
import { nameOfImageState } from "./images.ts";
import { wordsForWarning } from "./warnings.ts";

/** What a rule finds. */
export const ruleFactWords = {
  "rule-on-its-way": m.rule_on_its_way,
  "rule-catalog-unreadable": m.rule_catalog_unreadable,
  "rule-processing": m.rule_processing,
  "rule-not-ready": ({ state }) => m.rule_not_ready({ state: nameOfCatalogState(String(state)) }),
  "rule-remote-pc": m.rule_remote_pc,
  "rule-remote-pc-unknown": m.rule_remote_pc_unknown,
  "rule-image-unreadable": m.rule_image_unreadable,
  "rule-image-not-ready": ({ state }) => m.rule_image_not_ready({ state: nameOfImageState(String(state)) }),
  "rule-session-single": m.rule_session_single,
  "rule-session-multi": m.rule_session_multi,
  "rule-session-unknown": m.rule_session_unknown,
  "rule-platform": m.rule_platform,
  "rule-platform-unknown": m.rule_platform_unknown,
  "rule-deprecated": m.rule_deprecated,
  "rule-in-use": m.rule_in_use,
  "rule-vda-older": m.rule_vda_older,
  "rule-desktop-to-server": m.rule_desktop_to_server,
  "rule-server-to-desktop": m.rule_server_to_desktop,
  "rule-keep-disk": m.rule_keep_disk,
  "rule-region": m.rule_region,
  "rule-has-error": ({ errors }) => m.rule_has_error({ errors: titlesOf(errors) }),
  "rule-stale": m.rule_stale,
  "rule-catalog-unknown": m.rule_catalog_unknown,
  "rule-updating": m.rule_updating,
  "rule-in-rollout": m.rule_in_rollout,
  "rule-catalog-twice": m.rule_catalog_twice,
  "passed-busy": m.passed_busy,
  "passed-changed": m.passed_changed,
  "passed-catalog-not-ready": m.passed_catalog_not_ready,
  "passed-remote-pc": m.passed_remote_pc,
  "passed-image-not-ready": m.passed_image_not_ready,
  "passed-session-mismatch": m.passed_session_mismatch,
  "passed-platform": m.passed_platform,
  "passed-deprecated": m.passed_deprecated,
  "passed-in-use": m.passed_in_use,
  "passed-vda-older": m.passed_vda_older,
  "passed-server-desktop": m.passed_server_desktop,
  "passed-keep-disk": m.passed_keep_disk,
  "passed-region": m.passed_region,
  "passed-has-error": m.passed_has_error,
  "passed-stale": m.passed_stale,
  "not-compared-deprecated": m.not_compared_deprecated,
  "not-compared-in-use": m.not_compared_in_use,
  "not-compared-vda": m.not_compared_vda,
  "not-compared-server-desktop": m.not_compared_server_desktop,
  "not-compared-keep-disk": m.not_compared_keep_disk,
  "not-compared-region": m.not_compared_region,
  "not-compared-has-error": m.not_compared_has_error,
  "not-compared-stale": m.not_compared_stale,
} satisfies WordsOf<RuleFactCode>;

/** What a rule finds, in the page's language. */
export function ruleInWords(fact: FactOf<RuleFactCode>): string {
  return knownFactInWords(ruleFactWords, fact) ?? fact.code;
}

function titlesOf(types: FactValue): string {
  return [...new Set([types].flat().map((type) => wordsForWarning({ type: String(type) }).title))].join("; ");
}
