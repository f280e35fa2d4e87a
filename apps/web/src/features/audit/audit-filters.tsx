import { useQuery } from "@tanstack/react-query";
import { auditPeopleQuery } from "../../api/audit.ts";
import { catalogsQuery } from "../../api/catalogs.ts";
import { itemsOf } from "../../api/freshness.ts";
import * as m from "../../i18n/messages.js";
import { noTime } from "../../lib/period.ts";
import { ClearFilters } from "../../shared/clear-filters.tsx";
import { PeriodFilter } from "../../shared/period-filter.tsx";
import { useConnection } from "../../shared/signed-in.ts";
import { Select } from "../../ui/select.tsx";
import { kindChoices, kindName } from "./audit-kinds.ts";
import { type AuditSearch, hasFilters } from "./audit-search.ts";

/** Changes of the search; undefined takes a filter back. */
export type AuditSearchChange = { [Name in keyof AuditSearch]?: AuditSearch[Name] | undefined };

const nothing = { person: undefined, catalog: undefined, what: undefined, ...noTime };

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
      <PeriodFilter search={search} onChange={onChange} />
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
