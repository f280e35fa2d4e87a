import { elapsedInWords, originInWords, wordsForImageUpdate } from "@catalog-deck/domain";
import { Link } from "@tanstack/react-router";
import * as m from "../../../i18n/messages.js";
import { dateTimeInWords } from "../../../lib/formatting.ts";
import { StateLabel } from "../../../shared/state-label.tsx";
import { momentOf } from "../../../shared/update-words.ts";
import { Cell, HeadCell, Table } from "../../../ui/table.tsx";
import type { DurationPoint } from "./duration-points.ts";

interface DurationsTableProps {
  /** Newest first. */
  points: readonly DurationPoint[];
  /** Without links it can stand beside the chart unseen, for screen readers, with nothing in it to get lost on by Tab. */
  links: boolean;
}

export function DurationsTable({ points, links }: DurationsTableProps) {
  return (
    <Table>
      <caption className="sr-only">{m.chart_caption()}</caption>
      <thead>
        <tr>
          <HeadCell>{m.chart_catalog()}</HeadCell>
          <HeadCell>{m.chart_when()}</HeadCell>
          <HeadCell>{m.chart_took()}</HeadCell>
          <HeadCell className="max-md:hidden">{m.chart_how()}</HeadCell>
          <HeadCell className="max-sm:hidden">{m.chart_outcome()}</HeadCell>
        </tr>
      </thead>
      <tbody className="[&>tr:last-child>*]:border-b-0">
        {points.map(({ update, tookMs }) => (
          <tr key={update.id}>
            <Cell className="min-w-28 wrap-anywhere">
              {links ? (
                <Link
                  translate="no"
                  to="/updates/$updateId"
                  params={{ updateId: update.id }}
                  className="text-text hover:underline"
                >
                  {update.catalogName}
                </Link>
              ) : (
                update.catalogName
              )}
            </Cell>
            <Cell className="sm:whitespace-nowrap">{dateTimeInWords(momentOf(update))}</Cell>
            <Cell className="whitespace-nowrap">
              {elapsedInWords(tookMs)}
              <span className="block sm:hidden">
                <StateLabel words={wordsForImageUpdate(update)} />
              </span>
            </Cell>
            <Cell className="whitespace-nowrap max-md:hidden">
              {originInWords(update).restarts.replace(" · ", "") || m.not_known_fact()}
            </Cell>
            <Cell className="max-sm:hidden">
              <StateLabel words={wordsForImageUpdate(update)} />
            </Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
