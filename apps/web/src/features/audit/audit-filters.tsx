import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { auditPeopleQuery } from "../../api/audit.ts";
import { catalogsQuery } from "../../api/catalogs.ts";
import { itemsOf } from "../../api/freshness.ts";
import * as m from "../../i18n/messages.js";
import { ClearFilters } from "../../shared/clear-filters.tsx";
import { useConnection } from "../../shared/signed-in.ts";
import { inputClasses } from "../../ui/classes.ts";
import { Select } from "../../ui/select.tsx";
import { kindChoices, kindName } from "./audit-kinds.ts";
import { type AuditSearch, hasFilters } from "./audit-search.ts";

/** Changes of the search; undefined takes a filter back. */
export type AuditSearchChange = { [Name in keyof AuditSearch]?: AuditSearch[Name] | undefined };

const nothing = { person: undefined, catalog: undefined, what: undefined, from: undefined, to: undefined };

/** Person, catalog, kind and time. */
export function AuditFilters({ search, onChange }: { search: AuditSearch; onChange(change: AuditSearchChange): void }) {
  const connection = useConnection();
  const people = useQuery(auditPeopleQuery()).data?.items ?? [];
  const catalogs = useQuery({ ...catalogsQuery(connection.id), select: itemsOf }).data ?? [];
  return (
    <search aria-label={m.audit_filter()} className="mb-4 flex flex-wrap items-end gap-2">
      <Select
        label={m.audit_person()}
        noneLabel={m.audit_everybody()}
        value={search.person ?? null}
        options={withChosen(
          people.map(({ id, displayName }) => ({ value: id, label: displayName })),
          search.person,
        )}
        onChange={(person) => onChange({ person: person ?? undefined })}
      />
      <Select
        label={m.audit_catalog()}
        noneLabel={m.audit_all_catalogs()}
        value={search.catalog ?? null}
        options={withChosen(
          catalogs
            .map(({ id, name }) => ({ value: id, label: name }))
            .sort((a, b) => a.label.localeCompare(b.label, "en", { numeric: true })),
          search.catalog,
        )}
        onChange={(catalog) => onChange({ catalog: catalog ?? undefined })}
      />
      <Select
        label={m.audit_what()}
        noneLabel={m.audit_everything()}
        value={search.what ?? null}
        options={withChosen(kindChoices, search.what, kindName)}
        onChange={(what) => onChange({ what: what ?? undefined })}
      />
      <TimeField label={m.audit_from()} value={search.from} onChange={(from) => onChange({ from })} />
      <TimeField label={m.audit_until()} value={search.to} onChange={(to) => onChange({ to })} />
      {hasFilters(search) ? <ClearFilters onClear={() => onChange(nothing)} /> : null}
    </search>
  );
}

interface Choice {
  value: string;
  label: string;
}

/** What a link names and no list knows (any more) still shows, so that it can be taken away. */
function withChosen(choices: readonly Choice[], chosen: string | undefined, name = (value: string) => value): Choice[] {
  const known = chosen === undefined || choices.some(({ value }) => value === chosen);
  return known ? [...choices] : [...choices, { value: chosen, label: name(chosen) }];
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
