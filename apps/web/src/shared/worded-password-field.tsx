import { passwordLength } from "@catalog-deck/domain";
import * as m from "../i18n/messages.js";
import { PasswordField, type PasswordFieldProps } from "../ui/password-field.tsx";

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
