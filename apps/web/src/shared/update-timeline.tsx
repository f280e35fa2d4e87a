import type { ImageUpdate, ImageUpdateEvent } from "@catalog-deck/contract";
import {
  imageUpdateSteps,
  isEnded,
  recordedAt,
  wordsForImageUpdate,
  wordsForImageUpdateState,
  wordsForSubState,
} from "@catalog-deck/domain";
import * as m from "../i18n/messages.js";
import { momentInWords, timeInWords } from "../lib/formatting.ts";
import { statedInWords } from "../lib/stated-in-words.ts";
import { VisuallyHidden } from "../ui/visually-hidden.tsx";
import { LongText } from "./long-text.tsx";

interface UpdateTimelineProps {
  update: ImageUpdate;
  now: Date;
}

const dots = { bad: "bg-bad", warn: "bg-warn", info: "bg-info", quiet: "bg-ok" } as const;

/** The steps of an image update as they were seen, oldest first, where it stands, and in gray what is still to come. */
export function UpdateTimeline({ update, now }: UpdateTimelineProps) {
  const events: ImageUpdateEvent[] = update.timeline ?? [{ at: recordedAt(update), state: update.state }];
  const toCome = stepsToCome(update, events);
  return (
    <ol className="rounded-card border border-hair bg-surface px-4 py-3 shadow-card">
      {events.map((event, index) => {
        const last = index === events.length - 1;
        const words = wordsForImageUpdateState(event.state);
        const seen = statedInWords(event);
        const running = last && !isEnded(event.state) && !isEnded(update);
        return (
          <li
            key={`${event.at} ${event.state} ${event.subState ?? ""}`}
            className="relative flex gap-3 pb-4 last:pb-0 print:pb-1"
          >
            {last && toCome.length === 0 ? null : <Line />}
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
      {toCome.map((step, index) => (
        <li key={step} className="relative flex gap-3 pb-4 text-muted last:pb-0 print:hidden">
          {index === toCome.length - 1 ? null : <Line />}
          <span aria-hidden="true" className="mt-1.5 size-2.5 shrink-0 rounded-full border border-control bg-surface" />
          <span>
            {wordsForSubState(step).label} <VisuallyHidden>{m.step_to_come()}</VisuallyHidden>
          </span>
        </li>
      ))}
    </ol>
  );
}

function Line() {
  return <span aria-hidden="true" className="absolute top-4 bottom-0 left-[4.5px] w-px bg-hair" />;
}

/** The steps of an image update behind the last one that was seen; none once it is clear how it ended, or nobody knows. */
function stepsToCome({ state, decision }: ImageUpdate, events: readonly ImageUpdateEvent[]): readonly string[] {
  if ((state !== "running" && state !== "submitting") || decision !== undefined) return [];
  const seen = events.map(({ subState }) => imageUpdateSteps.indexOf(subState ?? ""));
  return imageUpdateSteps.slice(Math.max(-1, ...seen) + 1);
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
