import { passwordLength } from "@catalog-deck/domain";
import { CircleAlert } from "lucide-react";
import type { Ref } from "react";
import * as m from "../i18n/messages.js";
import { Notice } from "../ui/notice.tsx";
import { PasswordField, type PasswordFieldProps } from "../ui/password-field.tsx";
import { TextField } from "../ui/text-field.tsx";
import type { AccountRefusal } from "./account-forms.ts";

export interface AccountNameFieldsProps {
  /** Whether the browser may fill in the names of whoever sits before it. */
  own: boolean;
  /** What is wrong with a field, in words. */
  errors: { username?: string | undefined; displayName?: string | undefined };
  firstField?: Ref<HTMLInputElement>;
}

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

type Worded = Omit<PasswordFieldProps, "showLabel" | "hideLabel" | "maxLength">;

/** A password field in the words of the page's language. */
export function WordedPasswordField(props: Worded) {
  return (
    <PasswordField
      {...props}
      maxLength={passwordLength.longest}
      showLabel={m.accounts_password_show()}
      hideLabel={m.accounts_password_hide()}
    />
  );
}

/** Says at the top of a form why nothing was changed. */
export function AccountRefusalNotice({ refusal }: { refusal: AccountRefusal }) {
  if (!refusal.notice) return null;
  return (
    <Notice tone="bad" role="alert" icon={<CircleAlert aria-hidden="true" />} title={refusal.notice.title}>
      {refusal.notice.text}
    </Notice>
  );
}
