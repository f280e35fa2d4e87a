import { ChevronDown } from "lucide-react";
import { type ReactNode, Suspense, useState } from "react";
import * as m from "../../i18n/messages.js";
import { lazyChunk, whenIdle } from "../../lib/chunks.ts";
import { PlaceholderButton } from "../../shared/placeholder-button.tsx";
import { choiceInWords, type SelectOption } from "../../ui/choices.ts";
import { selectTriggerClasses } from "../../ui/classes.ts";
import type { MultiSelectProps, SelectProps } from "../../ui/select.tsx";

// The lists of choices are only needed once somebody opens one: they load after the page shows, behind buttons that look the same.
const choices = () => import("../../ui/select.tsx");
const Select = lazyChunk<SelectProps<string>, "Select">(choices, "Select", whenIdle);
const MultiSelect = lazyChunk<MultiSelectProps<string>, "MultiSelect">(choices, "MultiSelect", whenIdle);

/** One filter of a list: its name while nothing is chosen, else the choice, or how many there are. */
export function FilterSelect(props: {
  label: string;
  values: readonly string[] | undefined;
  options: readonly SelectOption<string>[];
  onChange(values: readonly string[] | undefined): void;
}) {
  const values = props.values ?? [];
  // What is from an old link and no catalog has any more still shows, so that it can be taken away.
  const gone = values.filter((value) => props.options.every((option) => option.value !== value));
  const options = [...props.options, ...gone.map((value) => ({ value, label: value, note: 0 }))];
  const chosen = options.filter(({ value }) => values.includes(value)).map(({ label }) => label);
  return (
    <Late label={props.label} chosen={chosen} isTinted={values.length > 0}>
      {(defaultOpen) => (
        <MultiSelect
          label={props.label}
          values={values}
          options={options}
          onChange={(next) => props.onChange(next.length > 0 ? next : undefined)}
          noneLabel={m.filter_any()}
          defaultOpen={defaultOpen}
        />
      )}
    </Late>
  );
}

/** By what a list is sorted: something always is. */
export function SortSelect(props: {
  label: string;
  value: string;
  options: readonly SelectOption<string>[];
  onChange(value: string): void;
}) {
  const chosen = props.options.filter(({ value }) => value === props.value).map(({ label }) => label);
  return (
    <Late label={props.label} chosen={chosen} isTinted={false}>
      {(defaultOpen) => (
        <Select
          label={props.label}
          value={props.value}
          options={props.options}
          onChange={(value) => value !== null && props.onChange(value)}
          plain
          defaultOpen={defaultOpen}
        />
      )}
    </Late>
  );
}

/** A button in the place of a list of choices until that has loaded; one that was pressed meanwhile opens then. */
function Late(props: {
  label: string;
  chosen: readonly string[];
  isTinted: boolean;
  children(defaultOpen: boolean): ReactNode;
}) {
  const [wanted, setWanted] = useState(false);
  const { shown, spoken } = choiceInWords(props.label, props.chosen);
  const placeholder = (
    <PlaceholderButton
      aria-haspopup="listbox"
      aria-label={spoken}
      className={selectTriggerClasses(props.isTinted)}
      onPress={() => setWanted(true)}
    >
      <span className="truncate">{shown}</span>
      <ChevronDown size={14} aria-hidden="true" className="shrink-0 text-muted" />
    </PlaceholderButton>
  );
  return <Suspense fallback={placeholder}>{props.children(wanted)}</Suspense>;
}
