import type { Catalog, ImageUpdate, UsualDuration } from "@catalog-deck/contract";
import {
  isWorkedOn,
  sessionsEnd,
  timesInWords,
  timesOfCatalog,
  timesOfUpdate,
  type UpdateTimes,
} from "@catalog-deck/domain";
import { here } from "../lib/formatting.ts";
import { useNow } from "../lib/now.ts";
import { classNames } from "../ui/classes.ts";

// Minutes are what is shown.
const everyMs = 10_000;

/**
 * What Citrix does to a catalog: "Since 14:05 · done about 15:10 · last session ends by 15:35". Ticks by itself.
 * `untilElsewhere`: the expected end stands beside it and is left out.
 */
export function CatalogTimes(props: { catalog: Catalog; untilElsewhere?: boolean; className?: string }) {
  const { catalog, untilElsewhere = false, className } = props;
  const now = useNow(everyMs);
  const times = timesOfCatalog(isWorkedOn(catalog) ? { ...catalog, activeUpdate: undefined } : catalog, now);
  return <TimesLine times={times} now={now} untilElsewhere={untilElsewhere} className={className} />;
}

/** The same of one update. `usual`: how long such ones have taken, where that is known. */
export function UpdateTimesLine(props: { update: ImageUpdate; usual?: UsualDuration | undefined; className?: string }) {
  const now = useNow(everyMs);
  return <TimesLine times={timesOfUpdate(props.update, props.usual, now)} now={now} className={props.className} />;
}

/** What the form promised and is still to come after the update's end: until when the last session is logged off. */
export function SessionsEnd({ update }: { update: ImageUpdate }) {
  const now = useNow(everyMs);
  const sessionsEndBy = sessionsEnd(update, now);
  return sessionsEndBy && <TimesLine times={{ overdue: false, sessionsEndBy }} now={now} />;
}

function TimesLine(props: { times: UpdateTimes; now: Date; untilElsewhere?: boolean; className?: string | undefined }) {
  const { since, until, sessions } = timesInWords(props.times, props.now, here);
  const words = [since, props.untilElsewhere ? undefined : until, sessions].filter(Boolean).join(" · ");
  if (words === "") return null;
  return (
    <span title={words} className={classNames("block first-letter:uppercase", props.className)}>
      {words}
    </span>
  );
}
