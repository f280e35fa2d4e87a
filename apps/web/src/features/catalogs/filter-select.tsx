import { ChevronDown } from "lucide-react";
import { Suspense, useState } from "react";
import * as m from "../../i18n/messages.js";
import { lazyChunk, whenIdle } from "../../lib/chunks.ts";
import { PlaceholderButton } from "../../shared/placeholder-button.tsx";
import { selectTriggerClasses } from "../../ui/classes.ts";
import type { SelectOption, SelectProps } from "../../ui/select.tsx";

// The list of choices is only needed once somebody opens it: it loads after the page shows, behind a button that looks the same.
const Select = lazyChunk<SelectProps<string>, "Select">(() => import("../../ui/select.tsx"), "Select", whenIdle);

/** One filter of a list: its name while nothing is chosen, else the choice. `isSort`: something is always chosen. */
export function FilterSelect(props: {
  label: string;
  value: string | undefined;
  options: readonly SelectOption<string>[];
  onChange(value: string | undefined): void;
  isSort?: boolean;
}) {
  const [wanted, setWanted] = useState(false);
  // A value from an old link that no catalog has any more still shows, so that it can be taken away.
  const known = props.value === undefined || props.options.some((option) => option.value === props.value);
  const options = known
    ? props.options
    : [...props.options, { value: props.value ?? "", label: props.value ?? "", note: 0 }];
  const chosen = options.find((option) => option.value === props.value);
  const tinted = chosen !== undefined && !props.isSort;
  const placeholder = (
    <PlaceholderButton
      aria-haspopup="listbox"
      aria-label={chosen ? `${props.label}: ${chosen.label}` : props.label}
      className={selectTriggerClasses(tinted)}
      onPress={() => setWanted(true)}
    >
      <span className="truncate">{chosen?.label ?? props.label}</span>
      <ChevronDown size={14} aria-hidden="true" className="shrink-0 text-muted" />
    </PlaceholderButton>
  );
  return (
    <Suspense fallback={placeholder}>
      <Select
        label={props.label}
        value={props.value ?? null}
        options={options}
        onChange={(value) => props.onChange(value ?? undefined)}
        {...(props.isSort ? { plain: true } : { noneLabel: m.filter_any() })}
        defaultOpen={wanted}
      />
    </Suspense>
  );
}
