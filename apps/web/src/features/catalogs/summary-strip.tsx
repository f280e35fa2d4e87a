import type { CatalogClass } from "@catalog-deck/domain";
import { memo } from "react";
import * as m from "../../i18n/messages.js";
import { numberInWords } from "../../lib/formatting.ts";
import { classNames } from "../../ui/classes.ts";
import { Skeleton } from "../../ui/skeleton.tsx";

const parts: readonly { show: CatalogClass | undefined; label: string; colour: string }[] = [
  { show: undefined, label: m.all(), colour: "" },
  { show: "needsAttention", label: m.needs_attention(), colour: "text-bad" },
  { show: "updating", label: m.updating(), colour: "text-info" },
  { show: "inputRequired", label: m.input_required(), colour: "text-warn" },
  { show: "active", label: m.active(), colour: "" },
  { show: "other", label: m.other(), colour: "" },
];

/**
 * How many catalogs are in which state; each count is a filter. Without counts it keeps their place. The others have a
 * part only while there are some, or while they are the filter.
 */
export const SummaryStrip = memo(function SummaryStrip(props: {
  total: number | undefined;
  counts: Record<CatalogClass, number>;
  show: CatalogClass | undefined;
  onChange(change: { show: CatalogClass | undefined }): void;
}) {
  const hasOther = props.counts.other > 0 || props.show === "other";
  const visible = hasOther ? parts : parts.filter(({ show }) => show !== "other");
  return (
    <fieldset
      aria-label={m.catalogs_by_state()}
      className={classNames(
        "grid gap-px overflow-hidden rounded-card border border-hair bg-hair max-md:grid-cols-6",
        hasOther ? "grid-cols-6" : "grid-cols-5",
      )}
    >
      {visible.map(({ show, label, colour }, index) => {
        const count = show && props.total !== undefined ? props.counts[show] : props.total;
        const pressed = props.show === show;
        return (
          <button
            key={label}
            type="button"
            aria-pressed={pressed}
            onClick={() => props.onChange({ show })}
            className={classNames(
              "flex min-w-0 flex-col gap-0.5 bg-surface px-4 py-3 text-left -outline-offset-2 transition-colors duration-150 hover:bg-hover max-md:px-3 max-md:py-2",
              index < 2 && !hasOther ? "max-md:col-span-3" : "max-md:col-span-2",
              pressed && "bg-sunken! shadow-[inset_0_-2px_var(--accent)]",
            )}
          >
            {count === undefined ? (
              <Skeleton className="my-1 h-5 w-8" />
            ) : (
              <b className={classNames("text-2xl font-semibold", count > 0 && colour)}>{numberInWords(count)}</b>
            )}
            <span className="text-muted wrap-anywhere">{label}</span>
          </button>
        );
      })}
    </fieldset>
  );
});
