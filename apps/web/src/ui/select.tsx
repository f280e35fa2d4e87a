import { Select as BaseSelect } from "@base-ui/react/select";
import { Check, ChevronDown } from "lucide-react";
import { type ChoicesProps, choiceInWords, type ListProps, listPadding, type SelectOption } from "./choices.ts";
import { classNames, itemClasses, popupClasses, selectTriggerClasses } from "./classes.ts";
import { SearchableChoices } from "./searchable-choices.tsx";

export interface SelectProps<Value extends string> extends ChoicesProps<Value> {
  value: Value | null;
  onChange(value: Value | null): void;
}

export interface MultiSelectProps<Value extends string> extends ChoicesProps<Value> {
  values: readonly Value[];
  onChange(values: readonly Value[]): void;
}

/** More options than this can be searched. */
const mostUnsearched = 12;

/** A button that opens a list of choices, of which one holds. */
export function Select<Value extends string>({ value, onChange, ...rest }: SelectProps<Value>) {
  const change = ([next]: readonly string[]) =>
    onChange(rest.options.find((option) => option.value === next)?.value ?? null);
  return <Choices {...rest} multiple={false} values={value === null ? [] : [value]} onChange={change} />;
}

/** A button that opens a list of choices, of which several may hold; it stays open while one chooses. */
export function MultiSelect<Value extends string>({ values, onChange, ...rest }: MultiSelectProps<Value>) {
  const change = (next: readonly string[]) =>
    onChange(rest.options.map(({ value }) => value).filter((value) => next.includes(value)));
  return <Choices {...rest} multiple values={values} onChange={change} />;
}

function Choices(props: Omit<ListProps, "trigger">) {
  const { label, options, values, searched, plain, className } = props;
  const chosen = options.filter(({ value }) => values.includes(value)).map((option) => option.label);
  const { shown, spoken } = choiceInWords(label, chosen);
  const trigger = {
    className: classNames(selectTriggerClasses(chosen.length > 0 && !plain), className),
    spoken,
    content: (
      <>
        <span className="truncate">{shown}</span>
        <ChevronDown size={14} aria-hidden="true" className="shrink-0 text-muted" />
      </>
    ),
  };
  const List = searched || options.length > mostUnsearched ? SearchableChoices : PlainChoices;
  return <List {...props} trigger={trigger} />;
}

const none = "";

function PlainChoices({ multiple, values, onChange, options, noneLabel, defaultOpen, trigger }: ListProps) {
  const shown = values.length > 0 ? [...values] : [none];
  // The newest choice decides: "none" takes the others back, and any other takes "none" back.
  const choose = (next: readonly string[]) =>
    onChange(next.at(-1) === none ? [] : next.filter((value) => value !== none));
  const shared = { defaultOpen: defaultOpen ?? false, modal: false };
  const content = (
    <>
      <BaseSelect.Trigger aria-label={trigger.spoken} className={trigger.className}>
        {trigger.content}
      </BaseSelect.Trigger>
      <BaseSelect.Portal>
        <BaseSelect.Positioner
          sideOffset={6}
          align="start"
          alignItemWithTrigger={false}
          collisionPadding={listPadding}
          className="z-50 outline-none"
        >
          <BaseSelect.Popup className={classNames(popupClasses, "max-w-[min(22.5rem,var(--available-width))]")}>
            {noneLabel ? <Row value={none} label={noneLabel} /> : null}
            {options.map((option) => (
              <Row key={option.value} {...option} />
            ))}
          </BaseSelect.Popup>
        </BaseSelect.Positioner>
      </BaseSelect.Portal>
    </>
  );
  return multiple ? (
    <BaseSelect.Root multiple value={shown} onValueChange={choose} {...shared}>
      {content}
    </BaseSelect.Root>
  ) : (
    <BaseSelect.Root value={shown[0] ?? none} onValueChange={(value) => choose([value ?? none])} {...shared}>
      {content}
    </BaseSelect.Root>
  );
}

function Row(props: SelectOption<string>) {
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
