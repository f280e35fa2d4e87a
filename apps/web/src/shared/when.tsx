import { ageInWords } from "@catalog-deck/domain";
import { dateTimeInWords, momentInWords } from "../lib/formatting.ts";
import { useNow } from "../lib/now.ts";

/** A moment as date and time with its age behind it; on paper, where ages grow old, to the second and without. */
export function When({ iso }: { iso: string }) {
  const now = useNow(15_000);
  return (
    <time dateTime={iso}>
      <span className="print:hidden">{dateTimeInWords(iso)}</span>
      <span className="hidden print:inline">{momentInWords(iso)}</span>{" "}
      <span className="inline-block text-muted print:hidden">({ageInWords(now.getTime() - Date.parse(iso))})</span>
    </time>
  );
}
