import { useState } from "react";
import * as m from "../../i18n/messages.js";
import { WordedPasswordField } from "../../shared/account-form-parts.tsx";
import { newPasswordTrouble } from "../../shared/account-forms.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { type ChosenPassword, randomPassword } from "./random-password.ts";

interface PasswordChoiceProps {
  chosen: ChosenPassword;
  onChange(chosen: ChosenPassword): void;
  /** The server's refusal, in words. */
  error?: string | undefined;
}

/** A password that was made, ready to be copied; or a field to type one. */
export function PasswordChoice({ chosen, onChange, error }: PasswordChoiceProps) {
  const [left, setLeft] = useState(false);
  if (chosen.isMade) {
    return (
      <div className="flex flex-col gap-1">
        <p className="font-medium">{m.accounts_password()}</p>
        <ShownPassword label={m.accounts_password_made()} password={chosen.value} />
        <p className="text-sm text-muted">{m.accounts_password_once()}</p>
        <Switch onPress={() => onChange({ value: "", isMade: false })}>{m.accounts_password_own()}</Switch>
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-1">
      <WordedPasswordField
        label={m.accounts_password()}
        autoComplete="new-password"
        required
        value={chosen.value}
        onChange={(event) => onChange({ value: event.currentTarget.value, isMade: false })}
        onBlur={() => setLeft(chosen.value !== "")}
        hint={m.accounts_password_hint()}
        error={error ?? (left ? newPasswordTrouble(chosen.value) : undefined)}
      />
      <Switch onPress={() => onChange(randomPassword())}>{m.accounts_password_make()}</Switch>
    </div>
  );
}

function Switch({ onPress, children }: { onPress(): void; children: string }) {
  return (
    <button type="button" className="self-start text-sm text-accent underline" onClick={onPress}>
      {children}
    </button>
  );
}

/** A password in plain sight, with its copy button. */
export function ShownPassword({ label, password }: { label: string; password: string }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 rounded-note bg-sunken px-3 py-2">
      <output aria-label={label} className="font-mono text-md wrap-anywhere select-all">
        {password}
      </output>
      <CopyButton size="small" text={password}>
        {m.accounts_password_copy()}
      </CopyButton>
    </div>
  );
}
