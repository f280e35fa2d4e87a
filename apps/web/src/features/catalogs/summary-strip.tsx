import type { CatalogClass } from "@catalog-deck/domain";
import { memo } from "react";
import * as m from "../../i18n/messages.js";
import { numberInWords } from "../../lib/formatting.ts";
import { classNames } from "../../ui/classes.ts";
import { Skeleton } from "../../ui/skeleton.tsx";
import { catalogClassesInWords } from "./catalog-words.ts";
import { shownClasses } from "./catalogs-search.ts";

/** The parts that hold after a press on one; on "All", and when the last is taken away, none does. */
function toggled(chosen: readonly CatalogClass[], show: CatalogClass | undefined): CatalogClass[] | undefined {
  if (show === undefined) return undefined;
  const next = chosen.includes(show) ? chosen.filter((one) => one !== show) : [...chosen, show];
  return next.length > 0 ? next : undefined;
}

const colors: Partial<Record<CatalogClass, string>> = {
  needsAttention: "text-bad",
  updating: "text-info",
  inputRequired: "text-warn",
};

const parts: readonly { show: CatalogClass | undefined; label: string; color?: string | undefined }[] = [
  { show: undefined, label: m.all() },
  ...shownClasses.map((show) => ({ show, label: catalogClassesInWords[show], color: colors[show] })),
];

/**
 * How many catalogs are in which state; each count is a filter, and several may hold. Without counts it keeps their place.
 * The others have a part only while there are some, or while they are filtered by.
 */
export const SummaryStrip = memo(function SummaryStrip(props: {
  total: number | undefined;
  counts: Record<CatalogClass, number>;
  show: readonly CatalogClass[] | undefined;
  onChange(change: { show: readonly CatalogClass[] | undefined }): void;
}) {
  const chosen = props.show ?? [];
  const hasOther = props.counts.other > 0 || chosen.includes("other");
  const visible = hasOther ? parts : parts.filter(({ show }) => show !== "other");
  return (
    <fieldset
      aria-label={m.catalogs_by_state()}
      className={classNames(
        "grid gap-px overflow-hidden rounded-card border border-hair bg-hair max-lg:grid-cols-3 max-md:grid-cols-2",
        hasOther ? "grid-cols-6" : "grid-cols-5",
      )}
    >
      {visible.map(({ show, label, color }, index) => {
        const count = show && props.total !== undefined ? props.counts[show] : props.total;
        const pressed = show === undefined ? chosen.length === 0 : chosen.includes(show);
        return (
          <button
            key={label}
            type="button"
            aria-pressed={pressed}
            onClick={() => props.onChange({ show: toggled(chosen, show) })}
            className={classNames(
              "flex min-w-0 flex-col gap-0.5 bg-surface px-4 py-3 text-left -outline-offset-2 transition-colors duration-150 hover:bg-hover max-md:px-3 max-md:py-2",
              // As many rows whether there are others or not: nothing moves when the list comes.
              visible.length % 2 === 1 && index === visible.length - 1 ? "max-lg:col-span-2" : "max-lg:col-span-1",
              pressed && "bg-sunken! shadow-[inset_0_-2px_var(--accent)]",
            )}
          >
            {count === undefined ? (
              <Skeleton className="my-1 h-5 w-8" />
            ) : (
              <b className={classNames("text-2xl font-semibold", count > 0 && color)}>{numberInWords(count)}</b>
            )}
            <span className="text-muted wrap-anywhere">{label}</span>
          </button>
        );
      })}
    </fieldset>
  );
});
