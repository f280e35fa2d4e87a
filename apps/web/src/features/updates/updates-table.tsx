import type { ImageUpdate } from "@catalog-deck/contract";
import {
  ageInWords,
  beganAt,
  elapsedInWords,
  isEnded,
  originInWords,
  tookMs,
  wordsForImageUpdate,
} from "@catalog-deck/domain";
import { Link } from "@tanstack/react-router";
import { ArrowRight } from "lucide-react";
import * as m from "../../i18n/messages.js";
import { dateTimeInWords, dayAndTimeInWords } from "../../lib/formatting.ts";
import { useNow } from "../../lib/now.ts";
import { statedInWords } from "../../lib/stated-in-words.ts";
import { StateLabel } from "../../shared/state-label.tsx";
import { UpdateProgress } from "../../shared/update-progress.tsx";
import { targetInWords } from "../../shared/update-words.ts";
import { Cell, HeadCell, Table, TableFrame } from "../../ui/table.tsx";

interface UpdatesTableProps {
  running: readonly ImageUpdate[];
  ended: readonly ImageUpdate[];
}

/** Updates as rows: those that go on, then those that have ended. On a phone the facts stand under the catalog's name. */
export function UpdatesTable({ running, ended }: UpdatesTableProps) {
  return (
    <TableFrame>
      <Table>
        <thead className="max-sm:hidden">
          <tr>
            <HeadCell>{m.catalog()}</HeadCell>
            <HeadCell className="max-lg:hidden">{m.column_image()}</HeadCell>
            <HeadCell className="max-sm:hidden">{m.column_state()}</HeadCell>
            <HeadCell className="max-lg:hidden">{m.restarts()}</HeadCell>
            <HeadCell className="max-md:hidden">{m.began_column()}</HeadCell>
            <HeadCell className="max-md:hidden">{m.took_column()}</HeadCell>
            <HeadCell className="max-lg:hidden">{m.by_column()}</HeadCell>
          </tr>
        </thead>
        <tbody className="[&>tr:last-child>*]:border-b-0">
          {running.length > 0 ? <GroupRow title={m.under_way()} count={running.length} /> : null}
          {running.map((update) => (
            <UpdateRow key={update.id} update={update} />
          ))}
          {running.length > 0 && ended.length > 0 ? <GroupRow title={m.ended()} /> : null}
          {ended.map((update) => (
            <UpdateRow key={update.id} update={update} />
          ))}
        </tbody>
      </Table>
    </TableFrame>
  );
}

function GroupRow({ title, count }: { title: string; count?: number }) {
  return (
    <tr>
      <th colSpan={7} scope="rowgroup" className="border-b border-hair bg-bg px-3 pt-3 pb-1.5 text-left text-sm">
        <span className="font-semibold">{title}</span>{" "}
        {count === undefined ? null : <span className="font-normal text-muted">{count}</span>}
      </th>
    </tr>
  );
}

function UpdateRow({ update }: { update: ImageUpdate }) {
  const words = wordsForImageUpdate(update);
  const { by, restarts } = originInWords(update);
  const hasReason = update.state === "rejected" || update.state === "failed";
  return (
    <tr className="align-top hover:bg-hover">
      <Cell className="sm:max-lg:w-1/2">
        <div className="flex items-baseline justify-between gap-3">
          <Link
            translate="no"
            to="/updates/$updateId"
            params={{ updateId: update.id }}
            className="min-w-0 font-semibold text-text wrap-anywhere hover:underline"
          >
            {update.catalogName}
          </Link>
          <span className="sm:hidden">
            <StateLabel words={words} />
          </span>
        </div>
        <div className="text-sm lg:hidden">
          <FromTo update={update} />
        </div>
        <div className="sm:hidden">
          <UpdateProgress update={update} />
        </div>
        {update.reason ? (
          <p className="line-clamp-2 max-w-90 text-sm text-muted wrap-anywhere">{update.reason}</p>
        ) : null}
        <p className="text-sm text-muted md:hidden">
          <BeganAt update={update} /> <TookInWords update={update} />
        </p>
        <p className="text-sm text-muted lg:hidden">
          {by}
          {restarts}
        </p>
      </Cell>
      <Cell className="max-lg:hidden">
        <FromTo update={update} />
      </Cell>
      <Cell className="max-sm:hidden">
        <StateLabel words={words} />
        <UpdateProgress update={update} />
        {hasReason ? (
          <p className="line-clamp-2 max-w-90 text-sm text-muted wrap-anywhere">{statedInWords(update)}</p>
        ) : null}
      </Cell>
      <Cell className="max-lg:hidden">
        {restarts.replace(" · ", "") || <span className="text-muted">{m.not_known_fact()}</span>}
      </Cell>
      <Cell className="whitespace-nowrap max-md:hidden">
        <BeganAt update={update} />
      </Cell>
      <Cell className="whitespace-nowrap max-md:hidden">
        <Took update={update} />
      </Cell>
      <Cell className="max-lg:hidden">{update.requestedBy?.displayName ?? m.origin_citrix_cloud()}</Cell>
    </tr>
  );
}

function FromTo({ update }: { update: ImageUpdate }) {
  return (
    <span className="inline-flex flex-wrap items-center gap-x-1.5 wrap-anywhere">
      <span className="text-muted">{update.fromImage?.name ?? m.no_image()}</span>
      <ArrowRight role="img" aria-label={m.image_to()} className="size-3.5 shrink-0 text-muted" />
      <span translate="no" className="text-text">
        {targetInWords(update)}
      </span>
    </span>
  );
}

/** When it was sent from here, or when Citrix began. When an external one was noticed is neither. */
function BeganAt({ update }: { update: ImageUpdate }) {
  const now = useNow(15_000);
  const at = update.requestedAt ?? update.startedAt;
  if (at === undefined) return <span className="text-muted">{m.not_known_fact()}</span>;
  return (
    <time dateTime={at} title={`${dateTimeInWords(at)}, ${ageInWords(now.getTime() - Date.parse(at))}`}>
      {dayAndTimeInWords(at)}
    </time>
  );
}

function Took({ update }: { update: ImageUpdate }) {
  const began = beganAt(update);
  if (!isEnded(update)) return began && !began.atLatest ? <SoFar since={began.at} /> : m.not_known_fact();
  const took = tookMs(update);
  return took === undefined ? m.not_known_fact() : elapsedInWords(took);
}

/** Where no column says what the figure is: "· took 38 min 05 s". */
function TookInWords({ update }: { update: ImageUpdate }) {
  if (!isEnded(update)) {
    return (
      <>
        · <Took update={update} />
      </>
    );
  }
  const took = tookMs(update);
  return took === undefined ? null : `· ${m.history_took({ time: elapsedInWords(took) })}`;
}

function SoFar({ since }: { since: Date }) {
  const now = useNow();
  return m.so_far({ time: elapsedInWords(now.getTime() - since.getTime()) });
}
