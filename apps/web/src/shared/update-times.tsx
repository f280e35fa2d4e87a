import type { Catalog, ImageUpdate, UsualDuration } from "@catalog-deck/contract";
import {
  isWorkedOn,
  originInWords,
  sessionsEnd,
  timesInWords,
  timesOfCatalog,
  timesOfUpdate,
} from "@catalog-deck/domain";
import { here } from "../lib/formatting.ts";
import { useNow } from "../lib/now.ts";
import { classNames } from "../ui/classes.ts";

// Minutes are what is shown.
const everyMs = 10_000;

/**
 * What Citrix does to a catalog: "Since 14:05 · done about 15:10 · last session ends by 15:35". Ticks by itself.
 * `inTable`: the expected end has a column, and who started the update has none.
 */
export function CatalogTimes(props: { catalog: Catalog; inTable?: boolean; className?: string }) {
  const { catalog, inTable = false, className } = props;
  const now = useNow(everyMs);
  const { activeUpdate: update, ...rest } = catalog;
  const isOther = update === undefined || isWorkedOn(catalog);
  const { since, until, sessions } = timesInWords(timesOfCatalog(isOther ? rest : catalog, now), now, here);
  return inTable ? (
    <Parts parts={[since, sessions, isOther ? undefined : originInWords(update).by]} className={className} />
  ) : (
    <Parts parts={[since, until, sessions]} className={className} />
  );
}

/** The same of one update. `usual`: how long such ones have taken, where that is known. */
export function UpdateTimesLine(props: { update: ImageUpdate; usual?: UsualDuration | undefined; className?: string }) {
  const now = useNow(everyMs);
  const { since, until, sessions } = timesInWords(timesOfUpdate(props.update, props.usual, now), now, here);
  return <Parts parts={[since, until, sessions]} className={props.className} />;
}

/** What the form promised and is still to come after the update's end: until when the last session is logged off. */
export function SessionsEnd({ update }: { update: ImageUpdate }) {
  const now = useNow(everyMs);
  const sessionsEndBy = sessionsEnd(update, now);
  return sessionsEndBy && <Parts parts={[timesInWords({ overdue: false, sessionsEndBy }, now, here).sessions]} />;
}

function Parts({ parts, className }: { parts: readonly (string | undefined)[]; className?: string | undefined }) {
  const words = parts.filter(Boolean).join(" · ");
  if (words === "") return null;
  return (
    <span title={words} className={classNames("block first-letter:uppercase", className)}>
      {words}
    </span>
  );
}
