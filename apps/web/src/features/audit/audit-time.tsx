import { here, timeWithOffset } from "../../lib/formatting.ts";
import { utcInWords } from "./audit-words.ts";

const day = new Intl.DateTimeFormat(here.locale, { dateStyle: "medium" });
const time = new Intl.DateTimeFormat(here.locale, { timeStyle: "medium" });

/** A time to the second where the person is; the same in UTC under the pointer. */
export function AuditTime({ iso }: { iso: string }) {
  const date = new Date(iso);
  return (
    <time dateTime={iso} title={utcInWords(iso)} className="whitespace-nowrap">
      {day.format(date)} <span className="text-muted">{timeWithOffset(time, date)}</span>
    </time>
  );
}
