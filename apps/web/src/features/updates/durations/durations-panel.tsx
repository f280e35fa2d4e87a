import type { ImageUpdate } from "@catalog-deck/contract";
import { minutesInWords, nearestRank } from "@catalog-deck/domain";
import { ChartScatter } from "lucide-react";
import { useState } from "react";
import * as m from "../../../i18n/messages.js";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { SegmentedControl } from "../../../ui/segmented-control.tsx";
import { TableFrame } from "../../../ui/table.tsx";
import { durationPoints } from "./duration-points.ts";
import { DurationsChart } from "./durations-chart.tsx";
import { DurationsTable } from "./durations-table.tsx";
import { OutcomeLegend } from "./outcome-marks.tsx";

type View = "chart" | "table";

interface DurationsPanelProps {
  updates: readonly ImageUpdate[];
  hasOlder: boolean;
}

/** How long the listed updates took: a sentence, a chart, and a table, which screen readers always have. */
export function DurationsPanel({ updates, hasOlder }: DurationsPanelProps) {
  const [view, setView] = useState<View>("chart");
  const points = durationPoints(updates);
  if (points.length === 0) {
    return (
      <EmptyState icon={<ChartScatter aria-hidden="true" />} title={m.chart_none()}>
        {m.chart_none_text()}
      </EmptyState>
    );
  }
  const charted = points.filter(({ waitedForUsers }) => !waitedForUsers);
  // Where all of them waited for their users they can be compared with each other.
  const shown = charted.length > 0 ? charted : points;
  const apart = points.length - shown.length;
  const newestFirst = points.toReversed();
  const tooks = shown.map(({ tookMs }) => tookMs);
  const summary = [
    `${m.chart_updates({ count: shown.length })}.`,
    m.chart_summary({ half: minutesInWords(nearestRank(tooks, 50)), longest: minutesInWords(Math.max(...tooks)) }),
  ].join(" ");
  return (
    <div className="rounded-card border border-hair bg-surface shadow-card">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 pt-3">
        <p className="min-w-0 flex-1 basis-60">
          {summary}{" "}
          <span className="text-muted">
            {apart > 0 ? `${m.chart_natural_apart({ count: apart })} ` : ""}
            {hasOlder ? m.chart_only_listed() : ""}
          </span>
        </p>
        <SegmentedControl<View>
          label={m.chart_as()}
          value={view}
          options={[
            { value: "chart", label: m.chart_chart() },
            { value: "table", label: m.chart_table() },
          ]}
          onChange={setView}
        />
      </div>
      {view === "chart" ? (
        <div className="relative px-4 pt-2 pb-3">
          <DurationsChart points={shown} label={`${m.chart_title()}. ${summary}`} />
          <OutcomeLegend shown={new Set(shown.map(({ outcome }) => outcome))} />
          <div className="sr-only">
            <DurationsTable points={newestFirst} links={false} />
          </div>
        </div>
      ) : (
        <TableFrame className="mt-3 max-h-100 rounded-t-none border-0 border-t shadow-none">
          <DurationsTable points={newestFirst} links />
        </TableFrame>
      )}
    </div>
  );
}
