import { usePageFreshness } from "../api/freshness.ts";
import * as m from "../i18n/messages.js";
import { useOnline } from "../lib/browser.ts";
import { momentInWords, zoneInWords } from "../lib/formatting.ts";
import { freshnessWords } from "./freshness-words.tsx";
import { useConnection, useSession } from "./signed-in.ts";

/** On paper alone: what the sheet is, above everything else. */
export function RecordHead({ title, id }: { title: string; id: string }) {
  return (
    <p className="mb-1 hidden justify-between gap-4 text-muted text-sm print:flex">
      <span>{title}</span>
      <span className="font-mono">{id}</span>
    </p>
  );
}

/** On paper alone: who has printed the record and when, the time zone of its times, and that it is old where it is. */
export function RecordFoot({ now }: { now: Date }) {
  const { user } = useSession();
  const connection = useConnection();
  const online = useOnline();
  const trouble = freshnessWords(usePageFreshness({ ageWhileFresh: !online }), online, now);
  return (
    <div className="mt-4 hidden break-inside-avoid border-hair border-t pt-2 text-muted text-sm wrap-anywhere print:block">
      {trouble ? (
        <p className="font-semibold text-text">
          {trouble.title} {trouble.text}
        </p>
      ) : null}
      <p>
        {m.printed({
          name: user.displayName,
          time: momentInWords(now.toISOString()),
          connection: connection.name,
        })}{" "}
        {m.record_zone({ zone: zoneInWords(now) })}
      </p>
      <p>{window.location.href}</p>
    </div>
  );
}
