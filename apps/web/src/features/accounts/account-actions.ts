import type { Account, AccountChange } from "@catalog-deck/contract";
import * as m from "../../i18n/messages.js";

/** What the menu of an account offers; all but `password` are changes that are confirmed. */
export type ConfirmedAction = "make-admin" | "make-helpdesk" | "make-display" | "end-display" | "disable" | "enable";
export type AccountAction = ConfirmedAction | "password";

interface ActionWords {
  label: () => string;
  title: (inputs: { name: string }) => string;
  text: (inputs: { name: string }) => string;
  change: AccountChange;
  /** It takes something away. */
  isDanger: boolean;
}

/** The words of every change, and what it asks the server for. */
export const confirmedActions = {
  "make-admin": {
    label: m.accounts_make_admin,
    title: m.accounts_make_admin_title,
    text: m.accounts_make_admin_text,
    change: { role: "admin" },
    isDanger: false,
  },
  "make-helpdesk": {
    label: m.accounts_make_helpdesk,
    title: m.accounts_make_helpdesk_title,
    text: m.accounts_make_helpdesk_text,
    change: { role: "helpdesk" },
    isDanger: false,
  },
  "make-display": {
    label: m.accounts_make_display,
    title: m.accounts_make_display_title,
    text: m.accounts_make_display_text,
    change: { display: true },
    isDanger: false,
  },
  "end-display": {
    label: m.accounts_end_display,
    title: m.accounts_end_display_title,
    text: m.accounts_end_display_text,
    change: { display: false },
    isDanger: false,
  },
  disable: {
    label: m.accounts_disable,
    title: m.accounts_disable_title,
    text: m.accounts_disable_text,
    change: { disabled: true },
    isDanger: true,
  },
  enable: {
    label: m.accounts_enable,
    title: m.accounts_enable_title,
    text: m.accounts_enable_text,
    change: { disabled: false },
    isDanger: false,
  },
} as const satisfies Record<ConfirmedAction, ActionWords>;

/** What can be done with an account as it stands. */
export function actionsFor({ role, display, disabled }: Account): AccountAction[] {
  const kinds: AccountAction[] = display
    ? ["end-display"]
    : role === "admin"
      ? ["make-helpdesk"]
      : ["make-admin", "make-display"];
  return [...kinds, "password", disabled ? "enable" : "disable"];
}
