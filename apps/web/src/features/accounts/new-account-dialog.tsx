import type { Account, NewAccount } from "@catalog-deck/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useRef, useState } from "react";
import { createAccount } from "../../api/accounts.ts";
import * as m from "../../i18n/messages.js";
import { AccountNameFields, AccountRefusalNotice } from "../../shared/account-form-parts.tsx";
import { accountNamesIn, accountRefusal, newPasswordTrouble } from "../../shared/account-forms.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { PasswordChoice, ShownPassword } from "./password-choice.tsx";
import { randomPassword } from "./random-password.ts";

const roles = [
  { value: "helpdesk", label: m.accounts_role_helpdesk, may: m.accounts_role_helpdesk_may },
  { value: "admin", label: m.accounts_role_admin, may: m.accounts_role_admin_may },
  { value: "display", label: m.accounts_role_display, may: m.accounts_role_display_may },
] as const;
type Kind = (typeof roles)[number]["value"];

const rightsOf = {
  helpdesk: { role: "helpdesk" },
  admin: { role: "admin" },
  display: { role: "helpdesk", display: true },
} as const satisfies Record<Kind, Pick<NewAccount, "role" | "display">>;

/** Asks for what a new account needs, makes it, and shows its password once. */
export function NewAccountDialog({ onClose }: { onClose(): void }) {
  const client = useQueryClient();
  const formId = useId();
  const firstField = useRef<HTMLInputElement>(null);
  const [role, setRole] = useState<Kind>("helpdesk");
  const [password, setPassword] = useState(randomPassword);
  const attempt = useMutation({
    mutationFn: (names: { username: string; displayName?: string }) =>
      createAccount(client, { ...names, ...rightsOf[role], password: password.value }),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (newPasswordTrouble(password.value) !== undefined) return;
    attempt.mutate(accountNamesIn(new FormData(event.currentTarget)));
  };
  if (attempt.data) return <Created account={attempt.data} password={password.value} onClose={onClose} />;
  const refusal = accountRefusal(attempt.error);
  return (
    <Dialog
      open
      onClose={onClose}
      keepOnOutsidePress
      initialFocus={firstField}
      title={m.accounts_new()}
      footer={
        <>
          <Button onClick={onClose}>{m.accounts_cancel()}</Button>
          <Button type="submit" form={formId} variant="primary" busy={attempt.isPending}>
            {m.accounts_create()}
          </Button>
        </>
      }
    >
      <form id={formId} className="flex flex-col gap-4" onSubmit={submit}>
        <AccountRefusalNotice refusal={refusal} />
        <AccountNameFields own={false} errors={refusal.fields} firstField={firstField} />
        <fieldset className="flex flex-col gap-1.5">
          <legend className="mb-1 font-medium">{m.accounts_role()}</legend>
          {roles.map((one) => (
            <label key={one.value} className="flex items-baseline gap-2">
              <input
                type="radio"
                name="role"
                value={one.value}
                checked={role === one.value}
                onChange={() => setRole(one.value)}
                className="translate-y-px accent-accent"
              />
              <span>
                {one.label()} <span className="text-muted">{one.may()}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <PasswordChoice chosen={password} onChange={setPassword} error={refusal.fields.password} />
      </form>
    </Dialog>
  );
}

function Created({ account, password, onClose }: { account: Account; password: string; onClose(): void }) {
  const { displayName: name, username } = account;
  return (
    <Dialog
      open
      onClose={onClose}
      keepOnOutsidePress
      title={m.accounts_created_title({ name })}
      footer={
        <Button variant="primary" onClick={onClose}>
          {m.accounts_done()}
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <p className="wrap-anywhere">{m.accounts_created_text({ name, username })}</p>
        <ShownPassword label={m.accounts_password()} password={password} />
        <p className="text-sm text-muted">{m.accounts_password_once()}</p>
      </div>
    </Dialog>
  );
}
