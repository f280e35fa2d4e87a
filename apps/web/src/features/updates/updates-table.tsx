import type { ImageUpdate } from "@catalog-deck/contract";
import { ageInWords, elapsedInWords, isEnded, originInWords, wordsForImageUpdate } from "@catalog-deck/domain";
import { Link } from "@tanstack/react-router";
import { ArrowRight } from "lucide-react";
import * as m from "../../i18n/messages.js";
import { dateTimeInWords, dayAndTimeInWords } from "../../lib/formatting.ts";
import { useNow } from "../../lib/now.ts";
import { stated } from "../../lib/stated.ts";
import { StateLabel } from "../../shared/state-label.tsx";
import { Cell, HeadCell, Table, TableFrame } from "../../ui/table.tsx";
import { UpdateProgress } from "./update-progress.tsx";

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
            <HeadCell className="max-md:hidden">{m.sent()}</HeadCell>
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
          <Sent update={update} /> <TookInWords update={update} />
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
        {hasReason ? <p className="line-clamp-2 max-w-90 text-sm text-muted wrap-anywhere">{stated(update)}</p> : null}
      </Cell>
      <Cell className="max-lg:hidden">
        {restarts.replace(" · ", "") || <span className="text-muted">{m.not_known_fact()}</span>}
      </Cell>
      <Cell className="whitespace-nowrap max-md:hidden">
        <Sent update={update} />
      </Cell>
      <Cell className="whitespace-nowrap max-md:hidden">
        <Took update={update} />
      </Cell>
      <Cell className="max-lg:hidden">{update.requestedBy.displayName}</Cell>
    </tr>
  );
}

function FromTo({ update }: { update: ImageUpdate }) {
  return (
    <span className="inline-flex flex-wrap items-center gap-x-1.5 wrap-anywhere">
      <span className="text-muted">{update.fromImage?.name ?? m.no_image()}</span>
      <ArrowRight role="img" aria-label={m.image_to()} className="size-3.5 shrink-0 text-muted" />
      <span translate="no" className="text-text">
        {update.toImage.name}
      </span>
    </span>
  );
}

function Sent({ update }: { update: ImageUpdate }) {
  const now = useNow(15_000);
  return (
    <time
      dateTime={update.requestedAt}
      title={`${dateTimeInWords(update.requestedAt)}, ${ageInWords(now.getTime() - Date.parse(update.requestedAt))}`}
    >
      {dayAndTimeInWords(update.requestedAt)}
    </time>
  );
}

function Took({ update }: { update: ImageUpdate }) {
  if (!isEnded(update)) return <SoFar since={update.startedAt ?? update.requestedAt} />;
  const tookMs = tookMsOf(update);
  return tookMs === undefined ? m.not_known_fact() : elapsedInWords(tookMs);
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
  const tookMs = tookMsOf(update);
  return tookMs === undefined ? null : `· ${m.history_took({ time: elapsedInWords(tookMs) })}`;
}

/** From the press to the end in milliseconds; undefined where nobody knows. */
function tookMsOf(update: ImageUpdate): number | undefined {
  const tookMs = Date.parse(update.finishedAt ?? "") - Date.parse(update.requestedAt);
  return Number.isNaN(tookMs) || (update.origin === "outside" && tookMs === 0) ? undefined : tookMs;
}

function SoFar({ since }: { since: string }) {
  const now = useNow();
  return m.so_far({ time: elapsedInWords(now.getTime() - Date.parse(since)) });
}
