import type { Ref } from "react";
import * as m from "../i18n/messages.js";
import { TextField } from "../ui/text-field.tsx";

export interface AccountNameFieldsProps {
  /** Whether the browser may fill in the names of whoever sits before it. */
  own: boolean;
  /** What is wrong with a field, in words. */
  errors: { username?: string | undefined; displayName?: string | undefined };
  firstField?: Ref<HTMLInputElement>;
}

/** The fields of a new account's user name and name. */
export function AccountNameFields({ own, errors, firstField }: AccountNameFieldsProps) {
  return (
    <>
      <TextField
        label={m.accounts_username()}
        name="username"
        ref={firstField}
        required
        maxLength={64}
        autoComplete={own ? "username" : "off"}
        autoCapitalize="none"
        spellCheck={false}
        hint={m.accounts_username_hint()}
        error={errors.username}
      />
      <TextField
        label={m.accounts_display_name()}
        name="displayName"
        maxLength={100}
        autoComplete={own ? "name" : "off"}
        hint={m.accounts_display_name_hint()}
        error={errors.displayName}
      />
    </>
  );
}
