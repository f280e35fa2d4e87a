import type { AuditEntry } from "@catalog-deck/contract";
import { restartInWords } from "@catalog-deck/domain";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import * as m from "../../i18n/messages.js";
import { LongText } from "../../shared/long-text.tsx";
import { useSession } from "../../shared/signed-in.ts";
import { CopyableId } from "../../ui/copy-button.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { type AuditFacts, utcOfEntry } from "./audit-facts.ts";

const linkClasses = "text-accent underline underline-offset-2 wrap-anywhere";

export function AuditEntryDetails({ entry, facts }: { entry: AuditEntry; facts: AuditFacts }) {
  const { actor, requestedBy, citrixTransactionId, updateId, requestId, connectionId } = entry;
  return (
    <>
      <Facts>
        <Fact term={m.audit_time()}>{utcOfEntry(entry.at)}</Fact>
        <Fact term={m.audit_fact_kind()}>
          <code className="font-mono text-sm">{entry.kind}</code>
        </Fact>
        {actor ? (
          <Fact term={m.audit_fact_who()}>{`${actor.displayName}${actor.role ? `, ${actor.role}` : ""}`}</Fact>
        ) : null}
        {requestedBy ? <Fact term={m.audit_fact_asked_by()}>{requestedBy.displayName}</Fact> : null}
        <Maybe term={m.audit_fact_address()}>{entry.address}</Maybe>
        {connectionId ? (
          <Fact term={m.audit_fact_connection()}>
            <ConnectionName id={connectionId} />
          </Fact>
        ) : null}
        <Maybe term={m.audit_fact_customer()}>{facts.customerId}</Maybe>
        <Maybe term={m.audit_fact_site()}>{facts.siteId}</Maybe>
        <Maybe term={m.audit_catalog()}>{facts.catalogName}</Maybe>
        {facts.fromImage === undefined ? null : (
          <Fact term={m.audit_fact_old_image()}>{facts.fromImage?.name ?? m.audit_fact_no_old_image()}</Fact>
        )}
        <Maybe term={m.audit_fact_new_image()}>{facts.toImage?.name}</Maybe>
        {facts.vdaUpdateDelay === undefined ? null : (
          <Fact term={m.audit_fact_restarts()}>{restartInWords(facts.vdaUpdateDelay)}</Fact>
        )}
        <Maybe term={m.audit_fact_state()}>{facts.state}</Maybe>
        <Maybe term={m.audit_fact_reason()}>{facts.reason}</Maybe>
        <Maybe term={m.audit_fact_seen()}>
          {facts.message === undefined ? undefined : <LongText>{facts.message}</LongText>}
        </Maybe>
        <Maybe term={m.audit_fact_user_name()}>{facts.username}</Maybe>
        <Maybe term={m.audit_fact_account()}>{facts.account}</Maybe>
        <Maybe term={m.audit_fact_request()}>
          {facts.route ? `${facts.method ?? ""} ${facts.route}`.trim() : undefined}
        </Maybe>
        <Maybe term={m.audit_fact_message()}>
          {[facts.warningTitle, facts.warningMessage].filter(Boolean).join(": ") || undefined}
        </Maybe>
        {updateId ? (
          <Fact term={m.audit_fact_update()}>
            <Link to="/updates/$updateId" params={{ updateId }} className={linkClasses}>
              {m.audit_fact_open_update()}
            </Link>
          </Fact>
        ) : null}
      </Facts>
      <dl className="mt-3 grid grid-cols-1 gap-x-8 gap-y-1 px-4 lg:grid-cols-2">
        <Id term={m.audit_transaction()} id={citrixTransactionId} label={m.audit_transaction_id()} />
        <Id term={m.audit_fact_request()} id={requestId} label={m.audit_id_request()} />
        <Id term={m.audit_fact_update()} id={updateId} label={m.audit_id_update()} />
        <Id term={m.audit_catalog()} id={entry.catalogId} label={m.audit_id_catalog()} />
        <Id term={m.audit_fact_old_image()} id={facts.fromImage?.id} label={m.audit_id_old_image()} />
        <Id term={m.audit_fact_new_image()} id={facts.toImage?.id} label={m.audit_id_new_image()} />
        <Id term={m.audit_person()} id={(actor ?? requestedBy)?.id} label={m.audit_id_person()} />
        <Id term={m.audit_entry()} id={entry.id} label={m.audit_id_entry()} />
      </dl>
    </>
  );
}

/** A fact of some kinds of entries: not shown where there is none. */
function Maybe({ term, children }: { term: string; children: ReactNode }) {
  return children === undefined ? null : <Fact term={term}>{children}</Fact>;
}

function Id({ term, id, label }: { term: string; id: string | undefined; label: string }) {
  if (id === undefined) return null;
  return (
    <div className="flex min-w-0 items-center gap-3">
      <dt className="w-32 shrink-0 text-muted max-sm:w-20">{term}</dt>
      <dd className="min-w-0">
        <CopyableId id={id} label={label} />
      </dd>
    </div>
  );
}

function ConnectionName({ id }: { id: string }) {
  const { connections } = useSession();
  return connections.find((one) => one.id === id)?.name ?? id;
}
