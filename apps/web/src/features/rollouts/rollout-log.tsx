import type { RolloutDetail, RolloutEvent } from "@catalog-deck/contract";
import { eventInWords, noteOfEvent } from "@catalog-deck/domain";
import * as m from "../../i18n/messages.js";
import { momentInWords, timeInWords } from "../../lib/formatting.ts";
import { SideCard } from "./side-card.tsx";

/** Catalogs come and go; these are what one looks for in the log. */
const isTurn = ({ kind }: RolloutEvent) => !kind.startsWith("target");

/** What has happened, newest first. */
export function RolloutLog({ rollout, now }: { rollout: RolloutDetail; now: Date }) {
  const names = new Map(rollout.targets.map(({ catalogId, catalogName }) => [catalogId, catalogName]));
  const facts = { nameOf: (id: string) => names.get(id), timeInWords: (iso: string) => timeInWords(iso, now) };
  return (
    <SideCard title={m.rollout_log()} note={m.rollout_newest_first()}>
      <ol className="py-1.5">
        {rollout.events.map((event) => {
          const { text, detail } = eventInWords(event, facts);
          const note = noteOfEvent(event);
          const by = [event.actor?.displayName, detail].filter(Boolean).join(" · ");
          return (
            <li
              key={`${event.at} ${event.kind} ${JSON.stringify(event.params)}`}
              className="flex gap-3 px-4 py-1.25 break-inside-avoid"
            >
              <time dateTime={event.at} className="w-14 shrink-0 text-muted print:w-auto">
                <span className="print:hidden">{timeInWords(event.at, now)}</span>
                <span className="hidden print:inline">{momentInWords(event.at)}</span>
              </time>
              <div className="min-w-0 wrap-anywhere">
                <span className={isTurn(event) ? "font-semibold" : undefined}>{text}</span>
                {by === "" && note === undefined ? null : (
                  <p className="text-muted text-sm">
                    {by}
                    {note === undefined ? null : (
                      <>
                        {by === "" ? "" : " · "}
                        <q>{note}</q>
                      </>
                    )}
                  </p>
                )}
              </div>
            </li>
          );
        })}
      </ol>
    </SideCard>
  );
}
