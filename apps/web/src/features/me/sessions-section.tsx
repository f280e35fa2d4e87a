import type { OwnSession } from "@catalog-deck/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { LogOut } from "lucide-react";
import { useState } from "react";
import { endMySession, mySessionsQuery, signOutEverywhere } from "../../api/accounts.ts";
import * as m from "../../i18n/messages.js";
import { dateTimeInWords, timeInWords } from "../../lib/formatting.ts";
import { useNow } from "../../lib/now.ts";
import { AccountRefusalNotice } from "../../shared/account-form-parts.tsx";
import { accountRefusal } from "../../shared/account-forms.ts";
import { ProblemState } from "../../shared/problem-state.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { PageSection } from "../../ui/page-section.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { showToast } from "../../ui/toasts.ts";
import { useFocusKept } from "../../ui/use-focus-kept.ts";

/** Where the person is signed in, and how to end that elsewhere or everywhere. */
export function SessionsSection() {
  const sessions = useQuery(mySessionsQuery());
  const [leaving, setLeaving] = useState(false);
  const items = sessions.data?.items;
  return (
    <PageSection
      title={m.me_sessions()}
      actions={
        <Button icon={<LogOut size={14} aria-hidden="true" />} onClick={() => setLeaving(true)}>
          {m.me_everywhere()}
        </Button>
      }
    >
      {items ? (
        <ul className="divide-y divide-hair rounded-card border border-hair bg-surface shadow-card">
          {items.map((session) => (
            <SessionRow key={session.id} session={session} />
          ))}
        </ul>
      ) : sessions.error ? (
        <ProblemState
          title={m.me_sessions_unreadable()}
          error={sessions.error}
          busy={sessions.isFetching}
          onRetry={() => void sessions.refetch()}
        />
      ) : (
        <div role="status" aria-label={m.me_sessions_reading()}>
          <Skeleton className="h-28 rounded-card" />
        </div>
      )}
      {leaving ? <EverywhereDialog onClose={() => setLeaving(false)} /> : null}
    </PageSection>
  );
}

function SessionRow({ session }: { session: OwnSession }) {
  const client = useQueryClient();
  const now = useNow(15_000);
  const browser = browserInWords(session);
  const row = useFocusKept<HTMLLIElement>();
  const ending = useMutation({
    mutationFn: () => endMySession(client, session.id),
    onSuccess: () => showToast({ tone: "ok", title: m.me_session_ended() }),
  });
  return (
    <li ref={row} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2 font-semibold">
          {browser} {session.current ? <Badge tone="ok">{m.me_session_here()}</Badge> : null}
        </p>
        <p className="text-sm text-muted wrap-anywhere">
          <time dateTime={session.createdAt} title={dateTimeInWords(session.createdAt)}>
            {m.me_session_since({ time: timeInWords(session.createdAt, now) })}
          </time>{" "}
          {m.me_session_from({ address: session.address })} ·{" "}
          {m.me_session_used({ time: timeInWords(session.lastUsedAt, now) })}
        </p>
        {ending.error ? <p className="text-sm text-bad">{ending.error.message}</p> : null}
      </div>
      {session.current ? null : (
        <Button
          size="small"
          busy={ending.isPending}
          aria-label={m.me_session_end_of({ browser, address: session.address })}
          onClick={() => ending.mutate()}
        >
          {m.me_session_end()}
        </Button>
      )}
    </li>
  );
}

function browserInWords({ program = m.me_session_unknown(), system }: OwnSession): string {
  return system === undefined ? program : m.me_session_browser({ program, system });
}

function EverywhereDialog({ onClose }: { onClose(): void }) {
  const client = useQueryClient();
  const leaving = useMutation({
    mutationFn: () => signOutEverywhere(client),
    // A fresh start: nothing of the person's data stays in memory.
    onSuccess: () => window.location.assign("/sign-in"),
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={m.me_everywhere_title()}
      footer={
        <>
          <Button onClick={onClose}>{m.accounts_cancel()}</Button>
          <Button variant="danger" busy={leaving.isPending} onClick={() => leaving.mutate()}>
            {m.me_everywhere()}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <AccountRefusalNotice refusal={accountRefusal(leaving.error)} />
        <p>{m.me_everywhere_text()}</p>
      </div>
    </Dialog>
  );
}
