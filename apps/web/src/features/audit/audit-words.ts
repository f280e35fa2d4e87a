import type { AuditEntry, AuditKind } from "@catalog-deck/contract";
import * as m from "../../i18n/messages.js";
import type { AuditFacts } from "./audit-facts.ts";
import { asSentence, kindName } from "./audit-kinds.ts";

/** What happened, in words: a title, and a line that adds what the title cannot say. */
export interface AuditWords {
  title: string;
  text?: string | undefined;
  tone: "quiet" | "warn" | "bad";
}

const signInRefusals: Record<string, string> = {
  "wrong-credentials": m.audit_refused_credentials(),
  "too-many-attempts": m.audit_refused_too_many(),
  "no-role": m.audit_refused_no_role(),
  "too-many-groups": m.audit_refused_too_many_groups(),
  "provider-answer-refused": m.audit_refused_provider_answer(),
};

const refusals: Record<string, string> = {
  role: m.audit_refused_role(),
  "csrf-token": m.audit_refused_token(),
  "authority-lost": m.audit_refused_authority(),
  "foreign-page": m.audit_refused_foreign(),
  display: m.wall_audit_refused(),
};

const outcomes: Record<string, AuditWords> = {
  running: { title: m.audit_outcome_running(), tone: "quiet" },
  rejected: { title: m.audit_outcome_rejected(), tone: "bad" },
  unknown: { title: m.audit_outcome_unknown(), tone: "warn" },
};

const ends: Record<string, AuditWords> = {
  succeeded: { title: m.audit_end_succeeded(), tone: "quiet" },
  rolledBack: { title: m.audit_end_rolled_back(), tone: "bad" },
  failed: { title: m.audit_end_failed(), tone: "bad" },
  rejected: { title: m.audit_end_rejected(), tone: "bad" },
};

const decisions: Record<string, string> = {
  started: m.audit_decided_started(),
  "not-started": m.audit_decided_not_started(),
};

const methods: Record<string, string> = { password: m.audit_method_password(), oidc: m.audit_method_oidc() };

const quiet = (kind: AuditKind, text?: string): AuditWords => ({ title: kindName(kind), text, tone: "quiet" });

const words = {
  "signed-in": ({ method = "" }) => quiet("signed-in", methods[method] ?? method),
  "sign-in-refused": ({ username, reason = "" }) => ({
    title: kindName("sign-in-refused"),
    text: [username === undefined ? "" : m.audit_as_user({ name: username }), signInRefusals[reason] ?? asWords(reason)]
      .filter(Boolean)
      .join(": "),
    tone: "warn",
  }),
  "signed-out": ({ reason }) =>
    quiet("signed-out", reason === "back-channel-logout" ? m.audit_signed_out_by_provider() : undefined),
  refused: ({ method = "", route = "", reason = "" }) => ({
    title: kindName("refused"),
    text: [`${method} ${route}`.trim(), refusals[reason] ?? asWords(reason)].filter(Boolean).join(": "),
    tone: "warn",
  }),
  "update-intended": ({ reason }) => ({ title: kindName("update-intended"), text: reason, tone: "quiet" }),
  "update-outcome": ({ state = "", message }) => ({
    ...(outcomes[state] ?? quiet("update-outcome", state)),
    text: message,
  }),
  "update-ended": ({ state = "", message }) => ({ ...(ends[state] ?? quiet("update-ended", state)), text: message }),
  "update-decided": ({ outcome = "", reason }) => ({
    title: decisions[outcome] ?? kindName("update-decided"),
    text: reason,
    tone: "warn",
  }),
  "external-update": ({ message }) => ({ title: kindName("external-update"), text: message, tone: "warn" }),
  "rollout-created": ({ name }) => quiet("rollout-created", name),
  "rollout-changed": ({ name }) => quiet("rollout-changed", name),
  "rollout-act": ({ name, act = "" }) => quiet("rollout-act", [name, asWords(act)].filter(Boolean).join(": ")),
  "rollout-held": ({ name }) => ({ title: kindName("rollout-held"), text: name, tone: "warn" }),
  "rollout-ended": ({ name }) => quiet("rollout-ended", name),
  "starts-stopped": ({ reason }) => ({ title: kindName("starts-stopped"), text: reason, tone: "warn" }),
  "starts-allowed": ({ reason }) => quiet("starts-allowed", reason),
  "account-created": ({ account }) => quiet("account-created", account),
  "account-changed": ({ account }) => quiet("account-changed", account),
  "account-disabled": ({ account }) => quiet("account-disabled", account),
  "account-enabled": ({ account }) => quiet("account-enabled", account),
  "password-changed": ({ account }) => quiet("password-changed", account),
  "sessions-ended": ({ account }) => quiet("sessions-ended", account),
  "database-restored": () => ({ title: kindName("database-restored"), text: m.audit_restored_text(), tone: "warn" }),
  "audit-exported": ({ format }) =>
    quiet("audit-exported", format === undefined ? undefined : m.audit_exported_as({ format: format.toUpperCase() })),
} satisfies Record<AuditKind, (facts: AuditFacts) => AuditWords>;

/** What an entry tells, in words. A kind of another version is named by its own word. */
export function wordsForEntry({ kind }: Pick<AuditEntry, "kind">, facts: AuditFacts): AuditWords {
  if (kind === "unreadable") {
    return { title: m.audit_unreadable(), text: m.audit_unreadable_text(), tone: "bad" };
  }
  const known = (words as Record<string, (facts: AuditFacts) => AuditWords>)[kind];
  return known === undefined ? { title: kindName(kind), text: facts.message, tone: "quiet" } : known(facts);
}

function asWords(word: string): string {
  return asSentence(word).replace(/^./, (first) => first.toLowerCase());
}

/** "2026-11-23 13:05:12 UTC". */
export function utcOfEntry(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}
