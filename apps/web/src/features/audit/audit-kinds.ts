import type { AuditEntry, AuditKind } from "@catalog-deck/contract";
import * as m from "../../i18n/messages.js";
import type { AuditFacts } from "./audit-facts.ts";

/** What happened, in words: a title, and a line that adds what the title cannot say. */
export interface AuditWords {
  title: string;
  text?: string | undefined;
  tone: "quiet" | "warn" | "bad";
}

/** Groups of kinds, as the filter offers them. */
const groups = {
  "all-sign-ins": m.audit_group_sign_ins(),
  "all-refusals": m.audit_group_refusals(),
  "all-updates": m.audit_group_updates(),
  "all-rollouts": m.audit_group_rollouts(),
  "all-accounts": m.audit_group_accounts(),
} as const;

/** All that the page knows of a kind of entries. */
interface KindOfEntry {
  /** In the filter, and the title of an entry. */
  name: string;
  /** The groups of the filter that it belongs to. */
  groups?: readonly (keyof typeof groups)[];
  /** What an entry's facts add, or say instead of the name. */
  words?(facts: AuditFacts): Partial<AuditWords>;
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

const outcomes: Record<string, Partial<AuditWords>> = {
  running: { title: m.audit_outcome_running() },
  rejected: { title: m.audit_outcome_rejected(), tone: "bad" },
  unknown: { title: m.audit_outcome_unknown(), tone: "warn" },
};

const ends: Record<string, Partial<AuditWords>> = {
  succeeded: { title: m.audit_end_succeeded() },
  rolledBack: { title: m.audit_end_rolled_back(), tone: "bad" },
  failed: { title: m.audit_end_failed(), tone: "bad" },
  rejected: { title: m.audit_end_rejected(), tone: "bad" },
};

const decisions: Record<string, string> = {
  started: m.audit_decided_started(),
  "not-started": m.audit_decided_not_started(),
};

const methods: Record<string, string> = { password: m.audit_method_password(), oidc: m.audit_method_oidc() };

const account = ({ account }: AuditFacts) => ({ text: account });
const rollout = ({ name }: AuditFacts) => ({ text: name });

/** Every kind of this version, in the order of the filter. */
const kinds = {
  "signed-in": {
    name: m.audit_kind_signed_in(),
    groups: ["all-sign-ins"],
    words: ({ method = "" }) => ({ text: methods[method] ?? method }),
  },
  "sign-in-refused": {
    name: m.audit_kind_sign_in_refused(),
    groups: ["all-sign-ins", "all-refusals"],
    words: ({ username, reason = "" }) => ({
      text: joined(
        username === undefined ? "" : m.audit_as_user({ name: username }),
        signInRefusals[reason] ?? asWords(reason),
      ),
      tone: "warn",
    }),
  },
  "signed-out": {
    name: m.audit_kind_signed_out(),
    groups: ["all-sign-ins"],
    words: ({ reason }) => ({
      text: reason === "back-channel-logout" ? m.audit_signed_out_by_provider() : undefined,
    }),
  },
  "sessions-ended": {
    name: m.audit_kind_sessions_ended(),
    groups: ["all-sign-ins", "all-accounts"],
    words: account,
  },
  refused: {
    name: m.audit_kind_refused(),
    groups: ["all-refusals"],
    words: ({ method = "", route = "", reason = "" }) => ({
      text: joined(`${method} ${route}`.trim(), refusals[reason] ?? asWords(reason)),
      tone: "warn",
    }),
  },
  "update-intended": {
    name: m.audit_kind_update_intended(),
    groups: ["all-updates"],
    words: ({ reason }) => ({ text: reason }),
  },
  "update-outcome": {
    name: m.audit_kind_update_outcome(),
    groups: ["all-updates"],
    words: ({ state = "", message }) => ({ ...outcomes[state], text: message }),
  },
  "update-ended": {
    name: m.audit_kind_update_ended(),
    groups: ["all-updates"],
    words: ({ state = "", message }) => ({ ...ends[state], text: message }),
  },
  "update-decided": {
    name: m.audit_kind_update_decided(),
    groups: ["all-updates"],
    words: ({ outcome = "", reason }) => {
      const title = decisions[outcome];
      return { ...(title === undefined ? {} : { title }), text: reason, tone: "warn" };
    },
  },
  "external-update": {
    name: m.audit_kind_external_update(),
    groups: ["all-updates"],
    words: ({ message }) => ({ text: message, tone: "warn" }),
  },
  "rollout-created": { name: m.audit_kind_rollout_created(), groups: ["all-rollouts"], words: rollout },
  "rollout-changed": { name: m.audit_kind_rollout_changed(), groups: ["all-rollouts"], words: rollout },
  "rollout-act": {
    name: m.audit_kind_rollout_act(),
    groups: ["all-rollouts"],
    words: ({ name, act = "" }) => ({ text: joined(name, asWords(act)) }),
  },
  "rollout-held": {
    name: m.audit_kind_rollout_held(),
    groups: ["all-rollouts"],
    words: ({ name }) => ({ text: name, tone: "warn" }),
  },
  "rollout-ended": { name: m.audit_kind_rollout_ended(), groups: ["all-rollouts"], words: rollout },
  "starts-stopped": {
    name: m.audit_kind_starts_stopped(),
    groups: ["all-rollouts"],
    words: ({ reason }) => ({ text: reason, tone: "warn" }),
  },
  "starts-allowed": {
    name: m.audit_kind_starts_allowed(),
    groups: ["all-rollouts"],
    words: ({ reason }) => ({ text: reason }),
  },
  "account-created": { name: m.audit_kind_account_created(), groups: ["all-accounts"], words: account },
  "account-changed": { name: m.audit_kind_account_changed(), groups: ["all-accounts"], words: account },
  "account-disabled": { name: m.audit_kind_account_disabled(), groups: ["all-accounts"], words: account },
  "account-enabled": { name: m.audit_kind_account_enabled(), groups: ["all-accounts"], words: account },
  "password-changed": { name: m.audit_kind_password_changed(), groups: ["all-accounts"], words: account },
  "database-restored": {
    name: m.audit_kind_database_restored(),
    words: () => ({ text: m.audit_restored_text(), tone: "warn" }),
  },
  "audit-exported": {
    name: m.audit_kind_audit_exported(),
    words: ({ format }) => ({
      text: format === undefined ? undefined : m.audit_exported_as({ format: format.toUpperCase() }),
    }),
  },
} satisfies Record<AuditKind, KindOfEntry>;

const kindEntries: readonly [string, KindOfEntry][] = Object.entries(kinds);
const kindsByWord = new Map(kindEntries);

/** What the filter offers: groups of kinds first, then every kind. */
export const kindChoices: readonly { value: string; label: string }[] = [
  ...Object.entries(groups).map(([value, label]) => ({ value, label })),
  ...kindEntries.map(([value, { name }]) => ({ value, label: name })),
];

/** The kinds that a choice of the filter stands for; a word that is none of ours is taken for a kind. */
export function kindsOf(what: string): readonly string[] {
  const group = kindEntries.filter(([, kind]) => kind.groups?.some((one) => one === what));
  return group.length === 0 ? [what] : group.map(([kind]) => kind);
}

/** A kind's name; one that this version does not know is its own word, made readable. */
export function kindName(kind: string): string {
  return kindsByWord.get(kind)?.name ?? asSentence(kind);
}

/** What an entry tells, in words. A kind of another version is named by its own word. */
export function wordsForEntry({ kind }: Pick<AuditEntry, "kind">, facts: AuditFacts): AuditWords {
  if (kind === "unreadable") {
    return { title: m.audit_unreadable(), text: m.audit_unreadable_text(), tone: "bad" };
  }
  const known = kindsByWord.get(kind);
  const words = known === undefined ? { text: facts.message } : known.words?.(facts);
  return { title: kindName(kind), tone: "quiet", ...words };
}

/** "wrong-credentials" as "Wrong credentials". */
function asSentence(word: string): string {
  const spaced = word.replaceAll("-", " ");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

function asWords(word: string): string {
  return asSentence(word).replace(/^./, (first) => first.toLowerCase());
}

function joined(...parts: readonly (string | undefined)[]): string {
  return parts.filter(Boolean).join(": ");
}
