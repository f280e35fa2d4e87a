import { Select as BaseSelect } from "@base-ui/react/select";
import { Check, ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { classNames, itemClasses, popupClasses, selectTriggerClasses } from "./classes.ts";

export interface SelectOption<Value extends string> {
  value: Value;
  label: string;
  /** Quiet words at the row's end, a count for instance. */
  note?: ReactNode;
  disabled?: boolean;
}

export interface SelectProps<Value extends string> {
  /** What is being chosen; spoken, and shown when nothing is chosen. */
  label: string;
  value: Value | null;
  options: readonly SelectOption<Value>[];
  onChange(value: Value | null): void;
  /** The words of the row that takes the choice back; without it there is no such row. */
  noneLabel?: string;
  defaultOpen?: boolean;
  /** The button keeps its quiet look when something is chosen. */
  plain?: boolean;
  className?: string;
}

/** A button that opens a list of choices. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const chosen = props.options.find((option) => option.value === props.value);
  return (
    <BaseSelect.Root
      value={props.value}
      onValueChange={(value: Value | null) => props.onChange(value)}
      defaultOpen={props.defaultOpen ?? false}
      modal={false}
    >
      <BaseSelect.Trigger
        aria-label={chosen ? `${props.label}: ${chosen.label}` : props.label}
        className={classNames(selectTriggerClasses(chosen !== undefined && !props.plain), props.className)}
      >
        <span className="truncate">{chosen?.label ?? props.label}</span>
        <ChevronDown size={14} aria-hidden="true" className="shrink-0 text-muted" />
      </BaseSelect.Trigger>
      <BaseSelect.Portal>
        <BaseSelect.Positioner sideOffset={6} align="start" alignItemWithTrigger={false} className="z-50 outline-none">
          <BaseSelect.Popup className={classNames(popupClasses, "max-w-[min(22.5rem,var(--available-width))]")}>
            {props.noneLabel ? <Row value={null} label={props.noneLabel} /> : null}
            {props.options.map((option) => (
              <Row key={option.value} {...option} />
            ))}
          </BaseSelect.Popup>
        </BaseSelect.Positioner>
      </BaseSelect.Portal>
    </BaseSelect.Root>
  );
}

function Row(props: { value: string | null; label: string; note?: ReactNode; disabled?: boolean }) {
  return (
    <BaseSelect.Item value={props.value} disabled={props.disabled ?? false} className={itemClasses}>
      <span className="inline-flex w-3.5 shrink-0 text-accent">
        <BaseSelect.ItemIndicator>
          <Check size={14} aria-hidden="true" />
        </BaseSelect.ItemIndicator>
      </span>
      <BaseSelect.ItemText className="min-w-0 flex-1 wrap-anywhere">{props.label}</BaseSelect.ItemText>
      {props.note === undefined ? null : <span className="pl-3 text-muted">{props.note}</span>}
    </BaseSelect.Item>
  );
}
