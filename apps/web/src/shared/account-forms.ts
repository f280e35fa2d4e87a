import { passwordLength } from "@catalog-deck/domain";
import * as m from "../i18n/messages.js";
import { ApiProblem } from "../lib/http.ts";

/** What a refused change of an account means: words for a notice, or for the fields that are wrong. */
export interface AccountRefusal {
  notice?: { title: string; text?: string };
  fields: { username?: string; displayName?: string; password?: string; currentPassword?: string };
}

/** The words of an error that changing an account, a password, or the set-up came to. */
export function accountRefusal(error: Error | null): AccountRefusal {
  if (error === null) return { fields: {} };
  if (!(error instanceof ApiProblem)) return { fields: {}, notice: { title: error.message } };
  if (error.code === "username-taken") return { fields: { username: m.accounts_username_taken() } };
  if (error.code === "wrong-credentials") return { fields: { currentPassword: m.me_password_wrong() } };
  if (error.code === "invalid-request") {
    const fields = fieldsOf(error);
    return Object.keys(fields).length > 0
      ? { fields }
      : { fields, notice: { title: m.accounts_not_done(), text: error.message } };
  }
  return { fields: {}, notice: noticeOf(error) };
}

/** What is wrong with a new password as far as the page can tell; the server refuses the common ones. */
export function newPasswordTrouble(password: string): string | undefined {
  return password.length < passwordLength.shortest ? m.accounts_password_short() : undefined;
}

function fieldsOf(error: ApiProblem): AccountRefusal["fields"] {
  const wrong = new Set(error.problem?.errors?.map(({ field }) => field));
  return {
    ...(wrong.has("username") ? { username: m.accounts_username_invalid() } : {}),
    ...(wrong.has("displayName") ? { displayName: m.accounts_display_name_invalid() } : {}),
    ...(wrong.has("password") || wrong.has("newPassword") ? { password: m.accounts_password_weak() } : {}),
  };
}

function noticeOf(error: ApiProblem): { title: string; text?: string } {
  switch (error.code) {
    case "last-admin":
      return { title: m.accounts_last_admin(), text: m.accounts_last_admin_text() };
    case "account-changed":
      return { title: m.accounts_changed_meanwhile(), text: m.accounts_changed_meanwhile_text() };
    case "not-found":
      return { title: m.accounts_gone() };
    case "set-up-link-invalid":
      return { title: m.setup_invalid(), text: m.setup_invalid_text() };
    case "too-many-requests": {
      const minutes = Math.ceil((error.problem?.retryAfterMs ?? 60_000) / 60_000);
      return { title: m.accounts_wait(), text: m.accounts_wait_text({ minutes }) };
    }
    default:
      return { title: m.accounts_not_done(), text: error.message };
  }
}

/** What stands in the two fields of a new account; no name where none was given. */
export function accountNamesIn(form: FormData): { username: string; displayName?: string } {
  const displayName = String(form.get("displayName")).trim();
  return { username: String(form.get("username")).trim(), ...(displayName === "" ? {} : { displayName }) };
}
