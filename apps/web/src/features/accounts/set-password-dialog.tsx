import type { Account } from "@catalog-deck/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { setAccountPassword } from "../../api/accounts.ts";
import * as m from "../../i18n/messages.js";
import { AccountRefusalNotice } from "../../shared/account-form-parts.tsx";
import { accountRefusal, newPasswordTrouble } from "../../shared/account-forms.ts";
import { useSession } from "../../shared/signed-in.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { showToast } from "../../ui/toasts.ts";
import { PasswordChoice } from "./password-choice.tsx";
import { randomPassword } from "./random-password.ts";

/** Gives an account a new password that was made or typed. */
export function SetPasswordDialog({ account, onClose }: { account: Account; onClose(): void }) {
  const client = useQueryClient();
  const { user } = useSession();
  const formId = useId();
  const name = account.displayName;
  const [password, setPassword] = useState(randomPassword);
  const attempt = useMutation({
    mutationFn: () => setAccountPassword(client, account, password.value),
    onSuccess: () => {
      showToast({ tone: "ok", title: m.accounts_password_toast({ name }) });
      onClose();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (newPasswordTrouble(password.value) === undefined) attempt.mutate();
  };
  const refusal = accountRefusal(attempt.error);
  return (
    <Dialog
      open
      onClose={onClose}
      keepOnOutsidePress
      title={m.accounts_set_password_title({ name })}
      footer={
        <>
          <Button onClick={onClose}>{m.accounts_cancel()}</Button>
          <Button type="submit" form={formId} variant="primary" busy={attempt.isPending}>
            {m.accounts_set_password()}
          </Button>
        </>
      }
    >
      <form id={formId} className="flex flex-col gap-4" onSubmit={submit}>
        <AccountRefusalNotice refusal={refusal} />
        <p className="wrap-anywhere">{m.accounts_set_password_text({ name })}</p>
        {account.id === user.id ? <p className="font-semibold text-warn">{m.accounts_self_text()}</p> : null}
        <PasswordChoice chosen={password} onChange={setPassword} error={refusal.fields.password} />
      </form>
    </Dialog>
  );
}
