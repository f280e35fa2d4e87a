import type { Catalog, Image, ImageUpdateDryRun, ImageUpdateRequest, RuleResult } from "@catalog-deck/contract";
import { factInWords, restartInWords, type StateWords } from "@catalog-deck/domain";
import * as m from "../../i18n/messages.js";
import { dateTimeInWords, here } from "../../lib/formatting.ts";
import { curlCommand, powerShellCommand } from "./request-commands.ts";

/** One finished check: what was asked, of what, by whom, and the answer. */
export interface CheckedUpdate {
  catalog: Catalog;
  fromImage: Image | undefined;
  toImage: Image;
  body: ImageUpdateRequest;
  answer: ImageUpdateDryRun;
  personName: string;
  connectionName: string;
}

/** One rule as a person reads it. */
export interface WordedResult {
  code: string;
  words: StateWords;
  message: string;
}

/** The rules in the page's language, blocking ones first, then warnings, those that were not compared, and those that passed. */
export function wordedResults({ body, answer }: Pick<CheckedUpdate, "body" | "answer">): WordedResult[] {
  const ticked = new Set(body.acknowledgedWarnings);
  const ranks = { block: 0, warn: 1, "not-compared": 2, ok: 3 };
  return answer.rules
    .toSorted((a, b) => ranks[a.verdict] - ranks[b.verdict])
    .map(({ code, verdict, message, fact }) => ({
      code,
      words: wordsOf(verdict, ticked.has(code)),
      message: factInWords(fact, message),
    }));
}

function wordsOf(verdict: RuleResult["verdict"], ticked: boolean): StateWords {
  if (verdict === "ok") return { label: m.dry_ok(), tone: "quiet", icon: "active" };
  if (verdict === "not-compared") return { label: m.dry_not_compared(), tone: "quiet", icon: "unknown" };
  if (verdict === "block") return { label: m.dry_blocks(), tone: "bad", icon: "error" };
  return { label: ticked ? m.dry_warns_ticked() : m.dry_warns(), tone: "warn", icon: "warning" };
}

/** What would become of the request, in a heading and a sentence. */
export function resultOf({ body, answer }: CheckedUpdate): {
  tone: "ok" | "warn" | "bad";
  title: string;
  text: string;
} {
  const { refusal, rules } = answer;
  if (refusal === undefined) return { tone: "ok", title: m.dry_would_send(), text: m.dry_would_send_text() };
  if (rules.some(({ verdict }) => verdict === "block")) {
    return { tone: "bad", title: m.dry_would_refuse(), text: m.dry_would_refuse_text() };
  }
  const ticked = new Set(body.acknowledgedWarnings);
  const count = rules.filter(({ verdict, code }) => verdict === "warn" && !ticked.has(code)).length;
  if (refusal.code === "rules-violated" && count > 0) {
    return { tone: "warn", title: m.dry_to_tick({ count }), text: m.dry_to_tick_text() };
  }
  return { tone: "bad", title: m.dry_would_refuse(), text: factInWords(refusal.fact, refusal.detail) };
}

/** What would be sent, fact by fact, in words. */
export function namedFacts({ catalog, fromImage, toImage, body }: CheckedUpdate): { name: string; fact: string }[] {
  const from = fromImage?.name ?? catalog.templateImageName ?? m.no_image();
  const machines = catalog.totalMachinesInCatalog;
  return [
    {
      name: m.catalog(),
      fact: machines === undefined ? catalog.name : `${catalog.name} · ${m.machines_count({ count: machines })}`,
    },
    { name: m.column_image(), fact: m.image_from_to({ from, to: toImage.name }) },
    { name: m.restarts(), fact: restartInWords(body.vdaUpdateDelay) },
    { name: m.message_to_users(), fact: messageOf(body) },
    ...(body.reason === undefined ? [] : [{ name: m.reason(), fact: body.reason }]),
  ];
}

function messageOf({ warningTitle, warningMessage }: ImageUpdateRequest): string {
  const parts = [warningTitle, warningMessage].filter((part) => part !== undefined);
  return parts.length === 0 ? m.message_none() : parts.join("\n");
}

/** The check as plain text, to attach to a change request: who, when, what, each rule, and the request. */
export function reportOf(checked: CheckedUpdate): string {
  const { catalog, fromImage, toImage, answer, personName, connectionName, body } = checked;
  const { checkedAt, request } = answer;
  const { title, text } = resultOf(checked);
  const lines: [string, string][] = [
    [m.dry_checked_at(), `${dateTimeInWords(checkedAt)} (${here.timeZone}), ${checkedAt}`],
    [m.dry_checked_by(), personName],
    [m.dry_connection(), connectionName],
    ...namedFacts(checked).map(({ name, fact }): [string, string] => [name, fact]),
    [m.dry_ids(), [catalog.id, fromImage?.id ?? body.expectedImageId ?? m.no_image(), toImage.id].join(", ")],
  ];
  const rules = wordedResults(checked).map(({ words, message, code }) => `[${words.label}] ${message} (${code})`);
  return [
    m.dry_report_title(),
    "",
    ...lines.map(([name, fact]) => `${name}: ${fact.replaceAll(/\r\n|\r|\n/g, "\n    ")}`),
    "",
    `${title} ${text}`,
    "",
    m.dry_rules(),
    ...rules.map((rule) => `- ${rule}`),
    "",
    `${m.dry_request()} (${m.dry_token_left_out()})`,
    "",
    "curl",
    curlCommand(request),
    "",
    "PowerShell",
    powerShellCommand(request),
    "",
  ].join("\n");
}
