import type { AuditKind } from "@catalog-deck/contract";

/** The names of the kinds of entries in the filter. */
const kindNames = {
  "signed-in": "Signed in",
  "sign-in-refused": "Sign-in refused",
  "signed-out": "Signed out",
  "sessions-ended": "Sessions ended",
  refused: "Request refused",
  "update-intended": "Update asked for",
  "update-outcome": "Citrix's answer",
  "update-ended": "Update ended",
  "update-decided": "Update decided by hand",
  "foreign-update": "Changed outside",
  "account-created": "Account made",
  "account-changed": "Account changed",
  "account-disabled": "Account disabled",
  "account-enabled": "Account enabled",
  "account-removed": "Account removed",
  "password-changed": "Password changed",
  "audit-exported": "Audit log exported",
} as const satisfies Record<AuditKind, string>;

const groups: Record<string, { label: string; kinds: readonly AuditKind[] }> = {
  "all-sign-ins": {
    label: "All sign-ins and sign-outs",
    kinds: ["signed-in", "sign-in-refused", "signed-out", "sessions-ended"],
  },
  "all-refusals": { label: "All refusals", kinds: ["sign-in-refused", "refused"] },
  "all-updates": {
    label: "All about updates",
    kinds: ["update-intended", "update-outcome", "update-ended", "update-decided", "foreign-update"],
  },
  "all-accounts": {
    label: "All about accounts",
    kinds: [
      "account-created",
      "account-changed",
      "account-disabled",
      "account-enabled",
      "account-removed",
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
