import type { Account } from "@catalog-deck/contract";
import { useQuery } from "@tanstack/react-query";
import { UserPlus, Users } from "lucide-react";
import { useState } from "react";
import { accountsQuery } from "../../api/accounts.ts";
import * as m from "../../i18n/messages.js";
import { NotFound } from "../../shared/not-found.tsx";
import { PageTitle } from "../../shared/page-title.tsx";
import { ProblemState } from "../../shared/problem-state.tsx";
import { useSession } from "../../shared/signed-in.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageBody } from "../../ui/page-body.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import type { AccountAction } from "./account-actions.ts";
import { AccountsTable } from "./accounts-table.tsx";
import { ChangeDialog } from "./change-dialog.tsx";
import { NewAccountDialog } from "./new-account-dialog.tsx";
import { SetPasswordDialog } from "./set-password-dialog.tsx";

/** Local accounts and what an administrator may do with them. To everyone else this page does not exist. */
export function AccountsPage() {
  return useSession().user.role === "admin" ? <Accounts /> : <NotFound />;
}

function Accounts() {
  const accounts = useQuery(accountsQuery());
  const [adding, setAdding] = useState(false);
  const [chosen, setChosen] = useState<{ account: Account; action: AccountAction }>();
  const items = accounts.data?.items;
  const close = () => setChosen(undefined);
  const add = (
    <Button variant="primary" icon={<UserPlus size={15} aria-hidden="true" />} onClick={() => setAdding(true)}>
      {m.accounts_new()}
    </Button>
  );
  return (
    <PageBody>
      <PageTitle>{m.accounts_title()}</PageTitle>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <div>
          <h1 className="text-xl font-semibold tracking-tight">{m.accounts_title()}</h1>
          <p className="text-muted">{m.accounts_intro()}</p>
        </div>
        {items?.length ? add : null}
      </div>
      {items === undefined ? (
        accounts.error ? (
          <ProblemState
            title={m.accounts_unreadable()}
            error={accounts.error}
            busy={accounts.isFetching}
            onRetry={() => void accounts.refetch()}
          />
        ) : (
          <div role="status" aria-label={m.accounts_reading()}>
            <Skeleton className="h-60 rounded-card" />
          </div>
        )
      ) : items.length === 0 ? (
        <EmptyState icon={<Users aria-hidden="true" />} title={m.accounts_none()} actions={add}>
          {m.accounts_none_text()}
        </EmptyState>
      ) : (
        <AccountsTable accounts={items} onAction={(account, action) => setChosen({ account, action })} />
      )}
      {adding ? <NewAccountDialog onClose={() => setAdding(false)} /> : null}
      {chosen === undefined ? null : chosen.action === "password" ? (
        <SetPasswordDialog account={chosen.account} onClose={close} />
      ) : (
        <ChangeDialog account={chosen.account} action={chosen.action} onClose={close} />
      )}
    </PageBody>
  );
}
