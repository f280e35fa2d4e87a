import type { AuditEntry } from "@catalog-deck/contract";
import { restartInWords } from "@catalog-deck/domain";
import { Link } from "@tanstack/react-router";
import { ArrowRight, ChevronRight } from "lucide-react";
import { useId, useState } from "react";
import * as m from "../../i18n/messages.js";
import { here, timeWithOffset } from "../../lib/formatting.ts";
import { classNames } from "../../ui/classes.ts";
import { CopyableId } from "../../ui/copy-button.tsx";
import { Cell, HeadCell, Table, TableFrame } from "../../ui/table.tsx";
import { AuditEntryDetails } from "./audit-entry-details.tsx";
import { type AuditFacts, auditFactsOf, utcOfEntry } from "./audit-facts.ts";
import { type AuditWords, wordsForEntry } from "./audit-kinds.ts";

const columns = 6;
const tones = { quiet: "", warn: "text-warn", bad: "text-bad" } as const;

/** Audit entries as rows that open to every fact. On a phone all stands under what happened. */
export function AuditTable({ entries }: { entries: readonly AuditEntry[] }) {
  return (
    <TableFrame>
      <Table aria-label={m.audit_table()}>
        <thead>
          <tr>
            <HeadCell className="w-9 pr-0!">
              <span className="sr-only">{m.audit_details()}</span>
            </HeadCell>
            <HeadCell className="max-md:hidden">{m.audit_time()}</HeadCell>
            <HeadCell className="max-md:hidden">{m.audit_who_from_where()}</HeadCell>
            <HeadCell>{m.audit_what()}</HeadCell>
            <HeadCell className="max-lg:hidden">{m.audit_catalog_and_images()}</HeadCell>
            <HeadCell className="max-xl:hidden">{m.audit_transaction()}</HeadCell>
          </tr>
        </thead>
        <tbody className="[&>tr:last-child>*]:border-b-0">
          {entries.map((entry) => (
            <EntryRows key={entry.id} entry={entry} />
          ))}
        </tbody>
      </Table>
    </TableFrame>
  );
}

function EntryRows({ entry }: { entry: AuditEntry }) {
  const [open, setOpen] = useState(false);
  const detailsId = useId();
  const facts = auditFactsOf(entry);
  const words = wordsForEntry(entry, facts);
  return (
    <>
      <tr className="align-top hover:bg-hover">
        <Cell className="pr-0!">
          <button
            type="button"
            aria-expanded={open}
            aria-controls={open ? detailsId : undefined}
            aria-label={m.audit_details_of({ what: words.title, time: entry.at })}
            onClick={() => setOpen(!open)}
            className="-m-0.5 inline-flex size-6 items-center justify-center rounded-control text-muted hover:bg-sunken hover:text-text"
          >
            <ChevronRight
              size={15}
              aria-hidden="true"
              className={classNames("transition-transform duration-150", open && "rotate-90")}
            />
          </button>
        </Cell>
        <Cell className="max-md:hidden">
          <AuditTime iso={entry.at} />
        </Cell>
        <Cell className="max-md:hidden">
          <Who entry={entry} />
        </Cell>
        <Cell className="md:w-2/5 lg:w-[26%]">
          <What words={words} />
          <div className="lg:hidden">
            <Subject entry={entry} facts={facts} />
          </div>
          <div className="mt-0.5 flex flex-wrap gap-x-2 text-sm md:hidden">
            <AuditTime iso={entry.at} />
            <Who entry={entry} />
          </div>
        </Cell>
        <Cell className="max-lg:hidden">
          <Subject entry={entry} facts={facts} />
        </Cell>
        <Cell className="max-xl:hidden">
          {entry.citrixTransactionId === undefined ? null : (
            <span className="inline-flex max-w-36">
              <CopyableId id={entry.citrixTransactionId} label={m.audit_transaction_id()} />
            </span>
          )}
        </Cell>
      </tr>
      {open ? (
        <tr id={detailsId}>
          <td colSpan={columns} className="border-b border-hair bg-bg px-3 py-3">
            <AuditEntryDetails entry={entry} facts={facts} />
          </td>
        </tr>
      ) : null}
    </>
  );
}

function Who({ entry }: { entry: AuditEntry }) {
  const { actor, requestedBy, address } = entry;
  return (
    <>
      <p className="wrap-anywhere">
        {actor?.displayName ?? whatActed(entry) ?? <span className="text-muted">{m.audit_nobody_known()}</span>}
      </p>
      <p className="text-sm text-muted wrap-anywhere">
        {requestedBy && actor === undefined ? m.audit_on_behalf({ name: requestedBy.displayName }) : address}
      </p>
    </>
  );
}

/**
 * Who acted where no person did: the server for somebody; of an update that nobody asked for here, Citrix's console; of an
 * account that nobody here has changed, a setting or the command line.
 */
function whatActed({ kind, requestedBy }: AuditEntry): string | undefined {
  if (requestedBy !== undefined) return "Catalog Deck";
  if (kind === "external-update" || kind === "update-ended") return m.origin_citrix_cloud();
  return /^(account|password)-/.test(kind) ? m.audit_on_the_server() : undefined;
}

function What({ words: { title, text, tone } }: { words: AuditWords }) {
  return (
    <>
      <p className={classNames("font-semibold wrap-anywhere", tones[tone])}>{title}</p>
      {text ? (
        <p className="line-clamp-2 text-sm text-muted wrap-anywhere" title={text}>
          {text}
        </p>
      ) : null}
    </>
  );
}

function Subject({ entry: { catalogId }, facts }: { entry: AuditEntry; facts: AuditFacts }) {
  const { catalogName, fromImage, toImage, vdaUpdateDelay } = facts;
  return (
    <>
      {catalogId === undefined ? null : (
        <Link
          to="/catalogs/$catalogId"
          params={{ catalogId }}
          className="text-text underline-offset-2 wrap-anywhere hover:underline"
        >
          {catalogName ?? catalogId}
        </Link>
      )}
      {toImage === undefined ? null : (
        <p className="text-sm wrap-anywhere">
          <span className="text-muted">{fromImage?.name ?? m.audit_no_image()}</span>{" "}
          <ArrowRight role="img" aria-label={m.audit_to()} className="inline size-3.5 text-muted" /> {toImage.name}
        </p>
      )}
      {vdaUpdateDelay === undefined ? null : <p className="text-sm text-muted">{restartInWords(vdaUpdateDelay)}</p>}
    </>
  );
}

const day = new Intl.DateTimeFormat(here.locale, { dateStyle: "medium" });
const time = new Intl.DateTimeFormat(here.locale, { timeStyle: "medium" });

/** A time to the second where the person is; the same in UTC under the pointer. */
function AuditTime({ iso }: { iso: string }) {
  const date = new Date(iso);
  return (
    <time dateTime={iso} title={utcOfEntry(iso)} className="whitespace-nowrap">
      {day.format(date)} <span className="text-muted">{timeWithOffset(time, date)}</span>
    </time>
  );
}
