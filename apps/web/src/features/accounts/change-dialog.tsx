import type { Account } from "@catalog-deck/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { changeAccount } from "../../api/accounts.ts";
import * as m from "../../i18n/messages.js";
import { AccountRefusalNotice } from "../../shared/account-form-parts.tsx";
import { accountRefusal } from "../../shared/account-forms.ts";
import { useSession } from "../../shared/signed-in.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { showToast } from "../../ui/toasts.ts";
import { type ConfirmedAction, confirmedActions } from "./account-actions.ts";

interface ChangeDialogProps {
  account: Account;
  action: ConfirmedAction;
  onClose(): void;
}

/** Says what a change of an account means for its owner, and makes it. */
export function ChangeDialog({ account, action, onClose }: ChangeDialogProps) {
  const client = useQueryClient();
  const { user } = useSession();
  const words = confirmedActions[action];
  const name = account.displayName;
  const attempt = useMutation({
    mutationFn: () => changeAccount(client, account, words.change),
    onSuccess: () => {
      showToast({ tone: "ok", title: m.accounts_changed_toast({ name }) });
      onClose();
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.title({ name })}
      footer={
        <>
          <Button onClick={onClose}>{m.accounts_cancel()}</Button>
          <Button
            variant={words.isDanger ? "danger" : "primary"}
            busy={attempt.isPending}
            aria-disabled={attempt.isError}
            onClick={() => attempt.mutate()}
          >
            {words.label()}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <AccountRefusalNotice refusal={accountRefusal(attempt.error)} />
        <p className="wrap-anywhere">{words.text({ name })}</p>
        {account.id === user.id && action !== "enable" ? (
          <p className="font-semibold text-warn">{m.accounts_self_text()}</p>
        ) : null}
      </div>
    </Dialog>
  );
}
