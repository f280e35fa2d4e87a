import { useId, useState } from "react";
import * as m from "../i18n/messages.js";
import { noTime, type Period, periodIn, type TimeSearch } from "../lib/period.ts";
import { inputClasses } from "../ui/classes.ts";
import { SegmentedControl } from "../ui/segmented-control.tsx";

type TimeChange = { [Name in keyof TimeSearch]: TimeSearch[Name] | undefined };
type Choice = "all" | Period | "dates";

const choices: readonly { value: Choice; label: string }[] = [
  { value: "all", label: m.period_all() },
  { value: "24h", label: m.period_24h() },
  { value: "7d", label: m.period_7d() },
  { value: "30d", label: m.period_30d() },
  { value: "dates", label: m.period_dates() },
];

/** The time that a list covers: everything, a period until now, or from one moment until another. */
export function PeriodFilter({ search, onChange }: { search: TimeSearch; onChange(change: TimeChange): void }) {
  const [datesOpen, setDatesOpen] = useState(false);
  const hasDates = search.period === undefined && (search.from !== undefined || search.to !== undefined);
  const isDates = hasDates || (datesOpen && search.period === undefined);
  return (
    <>
      <SegmentedControl
        label={m.period()}
        value={search.period ?? (isDates ? "dates" : "all")}
        options={choices}
        onChange={(choice) => {
          setDatesOpen(choice === "dates");
          const period = periodIn(choice);
          if (choice !== "dates" || search.period) onChange({ ...noTime, period });
        }}
      />
      {isDates ? (
        <>
          <TimeField
            label={m.period_from()}
            value={search.from}
            onChange={(from) => onChange({ period: undefined, from, to: search.to })}
          />
          <TimeField
            label={m.period_until()}
            value={search.to}
            onChange={(to) => onChange({ period: undefined, from: search.from, to })}
          />
        </>
      ) : null}
    </>
  );
}

/** A moment in the person's own time zone, to the minute; `value` is ISO 8601 in UTC. */
function TimeField(props: { label: string; value: string | undefined; onChange(value: string | undefined): void }) {
  const id = useId();
  const current = localMinute(props.value);
  const [draft, setDraft] = useState(current);
  const [seen, setSeen] = useState(current);
  if (current !== seen) {
    setSeen(current);
    setDraft(current);
  }
  const change = (text: string, isHalfTyped: boolean) => {
    setDraft(text);
    if (text === "" && !isHalfTyped) props.onChange(undefined);
    // While a year is being typed it is 0002, then 0020: not meant yet.
    if (text >= "2000") props.onChange(new Date(text).toISOString());
  };
  return (
    <span className="inline-flex items-center gap-1.5 max-sm:w-full">
      <label htmlFor={id} className="text-muted max-sm:w-14">
        {props.label}
      </label>
      <input
        id={id}
        type="datetime-local"
        min="2000-01-01T00:00"
        max="9999-12-31T23:59"
        value={draft}
        onChange={(event) => change(event.target.value, event.target.validity.badInput)}
        className={`${inputClasses} h-8! sm:w-52!`}
      />
    </span>
  );
}

function localMinute(iso: string | undefined): string {
  if (iso === undefined) return "";
  const date = new Date(iso);
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
