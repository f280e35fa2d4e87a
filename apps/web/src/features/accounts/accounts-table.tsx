import type { Account } from "@catalog-deck/contract";
import { Ellipsis, Tv } from "lucide-react";
import * as m from "../../i18n/messages.js";
import { dateTimeInWords, timeInWords } from "../../lib/formatting.ts";
import { useNow } from "../../lib/now.ts";
import { useSession } from "../../shared/signed-in.ts";
import { Badge } from "../../ui/badge.tsx";
import { Menu, MenuItem } from "../../ui/menu.tsx";
import { Cell, HeadCell, Table, TableFrame } from "../../ui/table.tsx";
import { VisuallyHidden } from "../../ui/visually-hidden.tsx";
import { type AccountAction, actionsFor, confirmedActions } from "./account-actions.ts";

interface AccountsTableProps {
  accounts: readonly Account[];
  onAction(account: Account, action: AccountAction): void;
}

/** Accounts as rows with a menu each. On a phone the facts stand under the name. */
export function AccountsTable({ accounts, onAction }: AccountsTableProps) {
  return (
    <TableFrame>
      <Table aria-label={m.accounts_table()}>
        <thead>
          <tr>
            <HeadCell>{m.accounts_column_name()}</HeadCell>
            <HeadCell className="max-sm:hidden">{m.accounts_column_role()}</HeadCell>
            <HeadCell className="max-sm:hidden">{m.accounts_column_access()}</HeadCell>
            <HeadCell className="max-md:hidden">{m.accounts_column_last()}</HeadCell>
            <HeadCell className="w-12">
              <VisuallyHidden>{m.accounts_column_actions()}</VisuallyHidden>
            </HeadCell>
          </tr>
        </thead>
        <tbody className="[&>tr:last-child>*]:border-b-0">
          {accounts.map((account) => (
            <AccountRow key={account.id} account={account} onAction={(action) => onAction(account, action)} />
          ))}
        </tbody>
      </Table>
    </TableFrame>
  );
}

function AccountRow({ account, onAction }: { account: Account; onAction(action: AccountAction): void }) {
  const { user } = useSession();
  const role = account.display ? (
    <Badge tone="info" icon={<Tv size={12} aria-hidden="true" />}>
      {m.accounts_role_display()}
    </Badge>
  ) : account.role === "admin" ? (
    m.accounts_role_admin()
  ) : (
    m.accounts_role_helpdesk()
  );
  const access = account.disabled ? (
    <Badge tone="warn">{m.accounts_disabled()}</Badge>
  ) : (
    <span className="text-muted">{m.accounts_enabled()}</span>
  );
  return (
    <tr className="h-14 hover:bg-hover">
      <Cell>
        <span className="font-semibold wrap-anywhere">{account.displayName}</span>
        {account.id === user.id ? <span className="text-muted"> ({m.accounts_you()})</span> : null}
        {account.username === account.displayName ? null : (
          <p className="text-sm text-muted wrap-anywhere">{account.username}</p>
        )}
        <p className="mt-1 flex flex-wrap items-center gap-2 text-sm sm:hidden">
          {role} {access}
        </p>
        <p className="text-sm text-muted md:hidden">
          {m.accounts_column_last()}: <LastSignedIn account={account} />
        </p>
      </Cell>
      <Cell className="max-sm:hidden">{role}</Cell>
      <Cell className="max-sm:hidden">{access}</Cell>
      <Cell className="whitespace-nowrap max-md:hidden">
        <LastSignedIn account={account} />
      </Cell>
      <Cell className="text-right">
        <Menu
          label={m.accounts_actions_of({ name: account.displayName })}
          triggerClassName="inline-flex size-8 items-center justify-center rounded-control text-muted hover:bg-sunken hover:text-text"
          trigger={<Ellipsis size={16} aria-hidden="true" />}
        >
          {actionsFor(account).map((action) => (
            <MenuItem key={action} onSelect={() => onAction(action)}>
              {action === "password" ? m.accounts_set_password() : confirmedActions[action].label()}
            </MenuItem>
          ))}
        </Menu>
      </Cell>
    </tr>
  );
}

function LastSignedIn({ account: { lastSignedInAt } }: { account: Account }) {
  const now = useNow(60_000);
  if (lastSignedInAt === undefined) return <span className="text-muted">{m.accounts_never()}</span>;
  return (
    <time dateTime={lastSignedInAt} title={dateTimeInWords(lastSignedInAt)}>
      {timeInWords(lastSignedInAt, now)}
    </time>
  );
}
