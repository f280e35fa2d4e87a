import type { AuditKind } from "@catalog-deck/contract";
import * as m from "../../i18n/messages.js";

/** The names of the kinds of entries in the filter. */
const kindNames = {
  "signed-in": m.audit_kind_signed_in(),
  "sign-in-refused": m.audit_kind_sign_in_refused(),
  "signed-out": m.audit_kind_signed_out(),
  "sessions-ended": m.audit_kind_sessions_ended(),
  refused: m.audit_kind_refused(),
  "update-intended": m.audit_kind_update_intended(),
  "update-outcome": m.audit_kind_update_outcome(),
  "update-ended": m.audit_kind_update_ended(),
  "update-decided": m.audit_kind_update_decided(),
  "external-update": m.audit_kind_external_update(),
  "rollout-created": m.audit_kind_rollout_created(),
  "rollout-changed": m.audit_kind_rollout_changed(),
  "rollout-act": m.audit_kind_rollout_act(),
  "rollout-held": m.audit_kind_rollout_held(),
  "rollout-ended": m.audit_kind_rollout_ended(),
  "starts-stopped": m.audit_kind_starts_stopped(),
  "starts-allowed": m.audit_kind_starts_allowed(),
  "account-created": m.audit_kind_account_created(),
  "account-changed": m.audit_kind_account_changed(),
  "account-disabled": m.audit_kind_account_disabled(),
  "account-enabled": m.audit_kind_account_enabled(),
  "password-changed": m.audit_kind_password_changed(),
  "database-restored": m.audit_kind_database_restored(),
  "audit-exported": m.audit_kind_audit_exported(),
} as const satisfies Record<AuditKind, string>;

const groups: Record<string, { label: string; kinds: readonly AuditKind[] }> = {
  "all-sign-ins": {
    label: m.audit_group_sign_ins(),
    kinds: ["signed-in", "sign-in-refused", "signed-out", "sessions-ended"],
  },
  "all-refusals": { label: m.audit_group_refusals(), kinds: ["sign-in-refused", "refused"] },
  "all-updates": {
    label: m.audit_group_updates(),
    kinds: ["update-intended", "update-outcome", "update-ended", "update-decided", "external-update"],
  },
  "all-rollouts": {
    label: m.audit_group_rollouts(),
    kinds: [
      "rollout-created",
      "rollout-changed",
      "rollout-act",
      "rollout-held",
      "rollout-ended",
      "starts-stopped",
      "starts-allowed",
    ],
  },
  "all-accounts": {
    label: m.audit_group_accounts(),
    kinds: [
      "account-created",
      "account-changed",
      "account-disabled",
      "account-enabled",
      "password-changed",
      "sessions-ended",
    ],
  },
};

/** What the filter offers: groups of kinds first, then every kind. */
export const kindChoices: readonly { value: string; label: string }[] = [
  ...Object.entries(groups).map(([value, { label }]) => ({ value, label })),
  ...Object.entries(kindNames).map(([value, label]) => ({ value, label })),
];

/** The kinds that a choice of the filter stands for; a word that is none of ours is taken for a kind. */
export function kindsOf(what: string): readonly string[] {
  return groups[what]?.kinds ?? [what];
}

/** A kind's name; one that this version does not know is its own word, made readable. */
export function kindName(kind: string): string {
  return (kindNames as Record<string, string>)[kind] ?? asSentence(kind);
}

/** "wrong-credentials" as "Wrong credentials". */
export function asSentence(word: string): string {
  const spaced = word.replaceAll("-", " ");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
