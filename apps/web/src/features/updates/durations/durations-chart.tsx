import { elapsedInWords, minutesInWords, wordsForImageUpdate } from "@catalog-deck/domain";
import { AxisBottom, AxisLeft, type TickRendererProps } from "@visx/axis";
import { GridRows } from "@visx/grid";
import { useParentSize } from "@visx/responsive";
import { scaleLinear, scaleTime } from "@visx/scale";
import { dateTimeInWords, dayOrTimeInWords } from "../../../lib/formatting.ts";
import { momentOf } from "../../../shared/update-words.ts";
import { type DurationPoint, durationTicks } from "./duration-points.ts";
import { OutcomeMark } from "./outcome-marks.tsx";

const height = 240;
const margin = { top: 12, right: 16, bottom: 28 };
/** Of a figure of the axis, at its widest; nothing is measured. */
const widthPx = 6;
const msPerHour = 3_600_000;

interface DurationsChartProps {
  points: readonly DurationPoint[];
  /** What the chart shows, for those who cannot see it. */
  label: string;
}

/** Durations over time, a mark for each update. Each figure of it is in the table too. */
export function DurationsChart({ points, label }: DurationsChartProps) {
  const { parentRef, width } = useParentSize({ initialSize: { width: 640 }, debounceTime: 50 });
  const times = points.map(({ atMs }) => atMs);
  const ticks = durationTicks(Math.max(...points.map(({ tookMs }) => tookMs)));
  const left = 12 + widthPx * Math.max(...ticks.map((ms) => minutesInWords(ms).length));
  const x = scaleTime({
    domain: [Math.min(...times) - msPerHour, Math.max(...times) + msPerHour],
    range: [left, Math.max(left + 1, width - margin.right)],
  });
  const y = scaleLinear({ domain: [0, ticks.at(-1) ?? 1], range: [height - margin.bottom, margin.top] });
  return (
    <div ref={parentRef} className="h-60 overflow-hidden">
      <svg role="img" aria-label={label} width={width} height={height}>
        <GridRows
          scale={y}
          left={left}
          width={Math.max(0, width - left - margin.right)}
          tickValues={ticks}
          stroke="currentColor"
          className="text-hair forced-colors:text-[CanvasText] forced-colors:opacity-30"
        />
        <AxisLeft
          scale={y}
          left={left}
          tickValues={ticks}
          tickFormat={(ms) => minutesInWords(Number(ms))}
          hideAxisLine
          hideTicks
          tickComponent={(tick) => <TickText tick={tick} anchor="end" />}
        />
        <AxisBottom
          scale={x}
          top={height - margin.bottom}
          numTicks={Math.max(2, Math.floor(width / 140))}
          tickFormat={(at) => dayOrTimeInWords(new Date(Number(at)))}
          hideTicks
          stroke="currentColor"
          axisLineClassName="text-hair"
          tickComponent={(tick) => <TickText tick={tick} anchor="middle" />}
        />
        {points.map(({ update, outcome, atMs, tookMs }) => (
          <OutcomeMark
            key={update.id}
            outcome={outcome}
            left={x(atMs)}
            top={y(tookMs)}
            words={[
              update.catalogName,
              dateTimeInWords(momentOf(update)),
              elapsedInWords(tookMs),
              wordsForImageUpdate(update).label,
            ].join(" · ")}
          />
        ))}
      </svg>
    </div>
  );
}

/** A plain text: the library's own measures every word by a hidden drawing first. */
function TickText({ tick, anchor }: { tick: TickRendererProps; anchor: "middle" | "end" }) {
  return (
    <text
      x={tick.x}
      y={tick.y}
      dy={anchor === "end" ? "0.3em" : "0.6em"}
      textAnchor={anchor}
      className="fill-muted text-xs forced-colors:fill-[CanvasText]"
    >
      {tick.formattedValue}
    </text>
  );
}
