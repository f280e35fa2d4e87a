import type { ImageUpdate, ImageUpdateEvent } from "@catalog-deck/contract";
import { isEnded, wordsForImageUpdate, wordsForImageUpdateState, wordsForSubState } from "@catalog-deck/domain";
import { momentInWords, timeInWords } from "../lib/formatting.ts";
import { stated } from "../lib/stated.ts";
import { LongText } from "./long-text.tsx";

interface UpdateTimelineProps {
  update: ImageUpdate;
  now: Date;
}

const dots = { bad: "bg-bad", warn: "bg-warn", info: "bg-info", quiet: "bg-ok" } as const;

/** The steps of an image update as they were seen, oldest first; the last one is where it stands. */
export function UpdateTimeline({ update, now }: UpdateTimelineProps) {
  const events = update.timeline ?? [{ at: update.requestedAt, state: update.state }];
  return (
    <ol className="rounded-card border border-hair bg-surface px-4 py-3 shadow-card">
      {events.map((event, index) => {
        const last = index === events.length - 1;
        const words = wordsForImageUpdateState(event.state);
        const seen = stated(event);
        const running = last && !isEnded(event.state) && !isEnded(update);
        return (
          <li key={`${event.at} ${event.state} ${event.subState ?? ""}`} className="relative flex gap-3 pb-4 last:pb-0">
            {last ? null : <span aria-hidden="true" className="absolute top-4 bottom-0 left-[4.5px] w-px bg-hair" />}
            <span
              aria-hidden="true"
              className={`mt-1.5 size-2.5 shrink-0 rounded-full ${last ? dots[words.tone] : "bg-control"} ${running ? "motion-safe:animate-pulse" : ""}`}
            />
            <div className="min-w-0 flex-1">
              <p className="flex flex-wrap items-baseline justify-between gap-x-3">
                <span className={last ? "font-semibold" : ""}>{stepLabel(event, update)}</span>
                <time dateTime={event.at} className="text-muted text-sm">
                  <span className="print:hidden">{timeInWords(event.at, now)}</span>
                  <span className="hidden print:inline">{momentInWords(event.at)}</span>
                </time>
              </p>
              {seen ? (
                <p className="text-muted">
                  <LongText>{seen}</LongText>
                </p>
              ) : null}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

/** The step's own words while it runs, the state's words at its ends. */
function stepLabel(
  event: Pick<ImageUpdateEvent, "state" | "subState">,
  { rollsBack, toImage }: Pick<ImageUpdate, "rollsBack" | "toImage">,
): string {
  const state = wordsForImageUpdate({ state: event.state, ...(rollsBack ? { rollsBack } : {}), toImage }).label;
  if (event.subState === undefined) return state;
  const step = wordsForSubState(event.subState).label;
  return event.state === "running" ? step : `${state}: ${step}`;
}
