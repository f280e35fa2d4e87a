import { ageInWords } from "@catalog-deck/domain";
import { usePageFreshness } from "../api/freshness.ts";
import * as m from "../i18n/messages.js";
import { useNow } from "../lib/now.ts";
import { useOnline } from "../lib/online.ts";
import { classNames } from "../ui/class-names.ts";

/** "Updated 4 s ago", ticking; the dot turns when the data is stale or nothing can be asked. Silent for screen readers' ears. */
export function DataAge() {
  const freshness = usePageFreshness();
  const online = useOnline();
  const now = useNow();
  if (freshness.fetchedAt === undefined) return null;
  const troubled = freshness.stale || freshness.failure !== undefined || !online;
  const age = ageInWords(now.getTime() - Date.parse(freshness.fetchedAt));
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap text-muted">
      <i aria-hidden="true" className={classNames("size-1.75 rounded-full", troubled ? "bg-warn" : "bg-ok")} />
      <span>
        <span className="max-lg:sr-only">{troubled ? m.data_from() : m.data_updated()}</span>
        {age}
      </span>
    </span>
  );
}
