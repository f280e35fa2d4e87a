import type { AuditEntry } from "@catalog-deck/contract";
import { describeDelay } from "@catalog-deck/domain";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useSession } from "../../components/signed-in.ts";
import { CopyableId } from "../../ui/copy-button.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import type { AuditFacts } from "./audit-facts.ts";
import { utcInWords } from "./audit-words.ts";

const linkClasses = "text-accent underline underline-offset-2 wrap-anywhere";

/** Every fact that an entry holds, ids in full. */
export function AuditEntryDetails({ entry, facts }: { entry: AuditEntry; facts: AuditFacts }) {
  const { actor, requestedBy, citrixTransactionId, updateId, requestId, connectionId } = entry;
  return (
    <>
      <Facts>
        <Fact term="Time">{utcInWords(entry.at)}</Fact>
        <Fact term="Kind">
          <code className="font-mono text-sm">{entry.kind}</code>
        </Fact>
        {actor ? <Fact term="Who">{`${actor.displayName}${actor.role ? `, ${actor.role}` : ""}`}</Fact> : null}
        {requestedBy ? <Fact term="Asked for by">{requestedBy.displayName}</Fact> : null}
        <Maybe term="Address">{entry.address}</Maybe>
        {connectionId ? (
          <Fact term="Connection">
            <ConnectionName id={connectionId} />
          </Fact>
        ) : null}
        <Maybe term="Catalog">{facts.catalogName}</Maybe>
        {facts.fromImage === undefined ? null : <Fact term="Old image">{facts.fromImage?.name ?? "none"}</Fact>}
        <Maybe term="New image">{facts.toImage?.name}</Maybe>
        {facts.vdaUpdateDelay === undefined ? null : <Fact term="Restarts">{describeDelay(facts.vdaUpdateDelay)}</Fact>}
        <Maybe term="State">{facts.state}</Maybe>
        <Maybe term="Reason">{facts.reason}</Maybe>
        <Maybe term="What was seen">{facts.message}</Maybe>
        <Maybe term="User name">{facts.username}</Maybe>
        <Maybe term="Account">{facts.account}</Maybe>
        <Maybe term="Request">{facts.route ? `${facts.method ?? ""} ${facts.route}`.trim() : undefined}</Maybe>
        <Maybe term="Message to users">
          {[facts.warningTitle, facts.warningMessage].filter(Boolean).join(": ") || undefined}
        </Maybe>
        {updateId ? (
          <Fact term="Update">
            <Link to="/updates/$updateId" params={{ updateId }} className={linkClasses}>
              Open this update
            </Link>
          </Fact>
        ) : null}
      </Facts>
      <dl className="mt-3 grid grid-cols-1 gap-x-8 gap-y-1 px-4 lg:grid-cols-2">
        <Id term="Transaction" id={citrixTransactionId} label="transaction id" />
        <Id term="Request" id={requestId} label="request id" />
        <Id term="Update" id={updateId} label="update id" />
        <Id term="Catalog" id={entry.catalogId} label="catalog id" />
        <Id term="Old image" id={facts.fromImage?.id} label="id of the old image" />
        <Id term="New image" id={facts.toImage?.id} label="id of the new image" />
        <Id term="Person" id={(actor ?? requestedBy)?.id} label="person's id" />
        <Id term="Entry" id={entry.id} label="entry id" />
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
