import type { AuditEntry, AuditKind } from "@catalog-deck/contract";
import type { AuditFacts } from "./audit-facts.ts";
import { asSentence, kindName } from "./audit-kinds.ts";

/** What happened, in words: a title, and a line that adds what the title cannot say. */
export interface AuditWords {
  title: string;
  text?: string | undefined;
  tone: "quiet" | "warn" | "bad";
}

const signInRefusals: Record<string, string> = {
  "wrong-credentials": "wrong user name or password",
  "too-many-attempts": "too many wrong passwords",
};

const refusals: Record<string, string> = {
  role: "the role may not",
  "csrf-token": "the page's token did not fit the session",
  "foreign-page": "a page of another site asked",
};

const outcomes: Record<string, AuditWords> = {
  running: { title: "Citrix accepted the update", tone: "quiet" },
  rejected: { title: "Citrix refused the update", tone: "bad" },
  unknown: { title: "Citrix's answer was lost", tone: "warn" },
};

const ends: Record<string, AuditWords> = {
  succeeded: { title: "Update succeeded", tone: "quiet" },
  rolledBack: { title: "Update was rolled back", tone: "bad" },
  failed: { title: "Update failed", tone: "bad" },
  rejected: { title: "Update did not start", tone: "bad" },
};

const decisions: Record<string, string> = {
  started: "Decided by hand: the update had started",
  "not-started": "Decided by hand: the update had not started",
};

const methods: Record<string, string> = { password: "with a password", oidc: "by the identity provider" };

const quiet = (kind: AuditKind, text?: string): AuditWords => ({ title: kindName(kind), text, tone: "quiet" });

const words = {
  "signed-in": ({ method = "" }) => quiet("signed-in", methods[method] ?? method),
  "sign-in-refused": ({ username, reason = "" }) => ({
    title: "Sign-in refused",
    text: [username === undefined ? "" : `as “${username}”`, signInRefusals[reason] ?? asWords(reason)]
      .filter(Boolean)
      .join(": "),
    tone: "warn",
  }),
  "signed-out": () => quiet("signed-out"),
  refused: ({ method = "", route = "", reason = "" }) => ({
    title: "Request refused",
    text: [`${method} ${route}`.trim(), refusals[reason] ?? asWords(reason)].filter(Boolean).join(": "),
    tone: "warn",
  }),
  "update-intended": ({ reason }) => ({ title: "Asked for an update", text: reason, tone: "quiet" }),
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
  "foreign-update": ({ message }) => ({ title: "Changed outside Catalog Deck", text: message, tone: "warn" }),
  "account-created": ({ account }) => quiet("account-created", account),
  "account-changed": ({ account }) => quiet("account-changed", account),
  "account-disabled": ({ account }) => quiet("account-disabled", account),
  "account-enabled": ({ account }) => quiet("account-enabled", account),
  "account-removed": ({ account }) => quiet("account-removed", account),
  "password-changed": ({ account }) => quiet("password-changed", account),
  "sessions-ended": ({ account }) => quiet("sessions-ended", account),
  "audit-exported": ({ format }) =>
    quiet("audit-exported", format === undefined ? undefined : `as ${format.toUpperCase()}`),
} satisfies Record<AuditKind, (facts: AuditFacts) => AuditWords>;

/** What an entry tells, in words. A kind of another version is named by its own word. */
export function wordsForEntry({ kind }: Pick<AuditEntry, "kind">, facts: AuditFacts): AuditWords {
  if (kind === "unreadable") {
    return { title: "This entry cannot be read", text: "Its text was changed in the database.", tone: "bad" };
  }
  const known = (words as Record<string, (facts: AuditFacts) => AuditWords>)[kind];
  return known === undefined ? { title: kindName(kind), text: facts.message, tone: "quiet" } : known(facts);
}

function asWords(word: string): string {
  return asSentence(word).replace(/^./, (first) => first.toLowerCase());
}

/** "2026-11-23 13:05:12 UTC". */
export function utcInWords(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}
