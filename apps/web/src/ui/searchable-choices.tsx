import { Combobox } from "@base-ui/react/combobox";
import { Check, Search } from "lucide-react";
import { useState } from "react";
import * as m from "../i18n/messages.js";
import { type ListProps, listPadding, type SelectOption } from "./choices.ts";
import { classNames, itemClasses, popupClasses } from "./classes.ts";

/** As many rows as one looks through; of more, the search finds the rest. */
const mostShown = 200;

/** A list of many choices with a field above it that searches them. What is chosen stands first when it opens. */
export function SearchableChoices(props: ListProps) {
  const { label, multiple, values, onChange, options, noneLabel, trigger } = props;
  const [firstOnes, setFirstOnes] = useState(values);
  const isFirst = ({ value }: SelectOption<string>) => firstOnes.includes(value);
  const items = [...options.filter(isFirst), ...options.filter((option) => !isFirst(option))];
  const chosen = options.filter(({ value }) => values.includes(value));
  const shared = {
    items,
    isItemEqualToValue: (a: SelectOption<string>, b: SelectOption<string>) => a.value === b.value,
    itemToStringLabel: (option: SelectOption<string>) => option.label,
    defaultOpen: props.defaultOpen ?? false,
    onOpenChange: (open: boolean) => {
      if (open) setFirstOnes(values);
    },
    limit: mostShown,
    autoHighlight: true,
    modal: false,
  };
  const content = (
    <>
      <Combobox.Trigger aria-label={trigger.spoken} className={trigger.className}>
        {trigger.content}
      </Combobox.Trigger>
      <Combobox.Portal>
        <Combobox.Positioner sideOffset={6} align="start" collisionPadding={listPadding} className="z-50 outline-none">
          <Combobox.Popup
            aria-label={label}
            className={classNames(popupClasses, "flex w-80 max-w-(--available-width) flex-col overflow-hidden!")}
          >
            <div className="relative mb-1 shrink-0">
              <Search size={14} aria-hidden="true" className="absolute top-2.25 left-2.5 text-muted" />
              <Combobox.Input
                aria-label={m.choices_search({ label })}
                placeholder={m.choices_search_hint()}
                className="h-8 w-full rounded-control border border-control bg-surface pr-2.5 pl-8 text-text"
              />
            </div>
            {noneLabel && values.length > 0 ? (
              <button
                type="button"
                className={classNames(itemClasses, "shrink-0 text-left hover:bg-hover")}
                onClick={() => onChange([])}
              >
                <span className="w-3.5 shrink-0" />
                {noneLabel}
              </button>
            ) : null}
            <Combobox.Empty className="px-2.5 text-muted not-empty:py-2">{m.choices_none()}</Combobox.Empty>
            <Combobox.List className="min-h-0 overflow-auto">
              {(option: SelectOption<string>) => <Row key={option.value} option={option} />}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </>
  );
  return multiple ? (
    <Combobox.Root
      multiple
      value={chosen}
      onValueChange={(next) => onChange(next.map(({ value }) => value))}
      {...shared}
    >
      {content}
    </Combobox.Root>
  ) : (
    <Combobox.Root
      value={chosen[0] ?? null}
      onValueChange={(next) => onChange(next === null ? [] : [next.value])}
      {...shared}
    >
      {content}
    </Combobox.Root>
  );
}

function Row({ option }: { option: SelectOption<string> }) {
  return (
    <Combobox.Item value={option} disabled={option.disabled ?? false} className={itemClasses}>
      <span className="inline-flex w-3.5 shrink-0 text-accent">
        <Combobox.ItemIndicator>
          <Check size={14} aria-hidden="true" />
        </Combobox.ItemIndicator>
      </span>
      <span className="min-w-0 flex-1 wrap-anywhere">{option.label}</span>
      {option.note === undefined ? null : <span className="pl-3 text-muted">{option.note}</span>}
    </Combobox.Item>
  );
}
