import type { Catalog } from "@catalog-deck/contract";
import { wordsForCatalogState } from "@catalog-deck/domain";
import { LayoutGrid, Rows3, Search, SlidersHorizontal, X } from "lucide-react";
import { memo, type RefObject, useId, useMemo, useState } from "react";
import * as m from "../../i18n/messages.js";
import { numberInWords } from "../../lib/formatting.ts";
import { ClearFilters } from "../../shared/clear-filters.tsx";
import { ExportButton } from "../../shared/export/export-button.tsx";
import { IconButton } from "../../ui/button.tsx";
import { classNames, inputClasses, selectTriggerClasses } from "../../ui/classes.ts";
import { Kbd } from "../../ui/kbd.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { optionsOf } from "./catalog-list.ts";
import { sessionsInWords, sortNames } from "./catalog-words.ts";
import { type CatalogsSearch, type CatalogsSearchChange, countOfFilters, sortColumns } from "./catalogs-search.ts";
import { FilterSelect, SortSelect } from "./filter-select.tsx";
import { SavedViewsButton } from "./saved-views-button.tsx";

const views = [
  { value: "cards", label: m.as_cards(), icon: <LayoutGrid size={14} aria-hidden="true" /> },
  { value: "table", label: m.as_table(), icon: <Rows3 size={14} aria-hidden="true" /> },
] as const;

const sorts = sortColumns.map((value) => ({ value, label: sortNames[value] }));

function asOptions(counted: { value: string; count: number }[], words: (value: string) => string = (value) => value) {
  return counted.map(({ value, count }) => ({ value, label: words(value), note: numberInWords(count) }));
}

interface ControlsProps {
  catalogs: readonly Catalog[];
  search: CatalogsSearch;
  onChange(change: CatalogsSearchChange): void;
  onClear(): void;
  /** The catalogs that the page shows, in its order. */
  shown(): readonly Catalog[];
}

/**
 * Search, filters, sorting, and cards or table. On a phone the filters wait behind a
 * button that counts them; on a tablet they are a row of their own.
 */
export function CatalogsToolbar(
  props: ControlsProps & {
    /** What stands in the search field now; the address follows a moment later. */
    typed: string;
    onType(text: string): void;
    /** Enter or the arrow down in the search field: on to the results. */
    onReach(): void;
    field: RefObject<HTMLInputElement | null>;
  },
) {
  const { typed, onType, onReach, field, ...controls } = props;
  return (
    <search className="my-4 flex flex-wrap items-center gap-2 print:hidden">
      <SearchField typed={typed} onType={onType} onReach={onReach} field={field} />
      <Controls {...controls} searched={typed !== ""} />
    </search>
  );
}

interface SearchFieldProps {
  typed: string;
  onType(text: string): void;
  onReach(): void;
  field: RefObject<HTMLInputElement | null>;
}

function SearchField({ typed, onType, onReach, field }: SearchFieldProps) {
  const clear = () => {
    onType("");
    field.current?.focus();
  };
  return (
    <div className="relative min-w-44 flex-1 basis-44 max-md:basis-full xl:max-w-105">
      <Search size={15} aria-hidden="true" className="absolute top-2 left-2.5 text-muted" />
      <input
        ref={field}
        type="search"
        aria-label={m.search_catalogs()}
        aria-keyshortcuts="/"
        aria-description={m.search_looks_in()}
        placeholder={m.search_catalogs_hint()}
        value={typed}
        onChange={(event) => onType(event.target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === "Escape") onType("");
          if (event.key !== "Enter" && event.key !== "ArrowDown") return;
          event.preventDefault();
          onReach();
        }}
        autoComplete="off"
        spellCheck={false}
        className={`${inputClasses} h-8! pr-9! pl-8! max-md:placeholder-shown:pr-3! [&::-webkit-search-cancel-button]:appearance-none`}
      />
      <span className="absolute top-1 right-1 flex h-6 items-center">
        {typed ? (
          <IconButton label={m.clear_search()} className="size-6!" onClick={clear}>
            <X size={14} aria-hidden="true" />
          </IconButton>
        ) : (
          <span aria-hidden="true" className="pr-1.5 max-md:hidden">
            <Kbd>/</Kbd>
          </span>
        )}
      </span>
    </div>
  );
}

/** By themselves: a key in the search must not draw five menus. */
const Controls = memo(function Controls(props: ControlsProps & { searched: boolean }) {
  const { catalogs, search, onChange } = props;
  const options = useMemo(
    () => ({
      states: asOptions(optionsOf(catalogs, (catalog) => wordsForCatalogState(catalog).label)),
      images: asOptions(optionsOf(catalogs, (catalog) => catalog.templateImageName)),
      regions: asOptions(optionsOf(catalogs, (catalog) => catalog.region)),
      sessions: asOptions(
        optionsOf(catalogs, (catalog) => catalog.sessionSupport),
        sessionsInWords,
      ),
    }),
    [catalogs],
  );
  const [filtersShown, setFiltersShown] = useState(false);
  const filtersId = useId();
  const chosen = countOfFilters(search);
  return (
    <>
      <button
        type="button"
        aria-expanded={filtersShown}
        aria-controls={filtersId}
        className={classNames(selectTriggerClasses(chosen > 0), "md:hidden")}
        onClick={() => setFiltersShown(!filtersShown)}
      >
        <SlidersHorizontal size={14} aria-hidden="true" className="shrink-0 text-muted" />
        {chosen > 0 ? m.filters_chosen({ count: chosen }) : m.filters()}
      </button>
      <div
        id={filtersId}
        className={classNames(
          "order-last basis-full gap-2 max-md:grid-cols-2 max-md:*:w-full max-md:*:max-w-none max-md:*:justify-between md:flex md:flex-wrap xl:contents",
          filtersShown ? "max-md:grid" : "max-md:hidden",
        )}
      >
        <FilterSelect
          label={m.column_state()}
          values={search.state}
          options={options.states}
          onChange={(state) => onChange({ state })}
        />
        <FilterSelect
          label={m.column_image()}
          values={search.image}
          options={options.images}
          onChange={(image) => onChange({ image })}
        />
        <FilterSelect
          label={m.fact_region()}
          values={search.region}
          options={options.regions}
          onChange={(region) => onChange({ region })}
        />
        <FilterSelect
          label={m.fact_sessions()}
          values={search.sessions}
          options={options.sessions}
          onChange={(sessions) => onChange({ sessions })}
        />
        {search.view === "table" ? null : (
          <SortSelect
            label={m.sort()}
            value={search.sort ?? "state"}
            options={sorts}
            onChange={(value) =>
              onChange({
                sort: value === "state" ? undefined : sortColumns.find((one) => one === value),
                direction: undefined,
              })
            }
          />
        )}
        {chosen > 0 || props.searched ? <ClearFilters onClear={props.onClear} /> : null}
      </div>
      <div className="ml-auto flex min-w-0 gap-2 max-md:flex-1">
        <SavedViewsButton search={search} />
        <ExportButton narrowAsIcon exported={{ kind: "catalogs", shown: props.shown }} />
        <SegmentedControl
          label={m.show_as()}
          iconsOnly="narrow"
          value={search.view ?? "cards"}
          options={views}
          onChange={(view) => onChange({ view: view === "table" ? "table" : undefined })}
        />
      </div>
    </>
  );
});
