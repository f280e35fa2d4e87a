import { wordsForImageUpdateState } from "@catalog-deck/domain";
import { GlyphCircle, GlyphCross, GlyphTriangle } from "@visx/glyph";
import type { RunOutcome } from "./duration-points.ts";

/** In the legend's order. */
const outcomes = ["succeeded", "rolledBack", "failed"] as const satisfies readonly RunOutcome[];

/** Shape and color say the same; forced colors leave the shape. */
const marks = {
  succeeded: { Glyph: GlyphCircle, className: "fill-ok forced-colors:fill-[CanvasText]", size: 60 },
  rolledBack: { Glyph: GlyphTriangle, className: "fill-bad forced-colors:fill-[CanvasText]", size: 80 },
  failed: { Glyph: GlyphCross, className: "fill-bad forced-colors:fill-[CanvasText]", size: 80 },
} as const;

/** The mark of an outcome in an SVG, at a place in it, with words that show under the pointer. */
export function OutcomeMark(props: { outcome: RunOutcome; left: number; top: number; words?: string }) {
  const { Glyph, className, size } = marks[props.outcome];
  return (
    <g>
      {props.words === undefined ? null : <title>{props.words}</title>}
      <Glyph
        left={props.left}
        top={props.top}
        size={size}
        className={`${className} stroke-surface forced-colors:stroke-[Canvas]`}
      />
    </g>
  );
}

/** Which mark means what. */
export function OutcomeLegend({ shown }: { shown: ReadonlySet<RunOutcome> }) {
  return (
    <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-muted text-sm">
      {outcomes
        .filter((outcome) => shown.has(outcome))
        .map((outcome) => (
          <li key={outcome} className="inline-flex items-center gap-1.5">
            <svg aria-hidden="true" className="size-3.5">
              <OutcomeMark outcome={outcome} left={7} top={7} />
            </svg>
            {wordsForImageUpdateState(outcome).label}
          </li>
        ))}
    </ul>
  );
}
