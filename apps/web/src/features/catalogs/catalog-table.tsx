import type { Catalog } from "@catalog-deck/contract";
import { createColumnHelper, FlexRender, type Row, tableFeatures, useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp } from "lucide-react";
import { type KeyboardEvent, memo, useMemo, useRef } from "react";
import * as m from "../../i18n/messages.js";
import { numberInWords } from "../../lib/formatting.ts";
import { SelectAllBox, SelectBox } from "../../shared/selection/select-box.tsx";
import type { SelectCatalog } from "../../shared/selection/use-select-catalog.ts";
import { classNames } from "../../ui/classes.ts";
import { Cell, HeadCell, Table, TableFrame } from "../../ui/table.tsx";
import { VisuallyHidden } from "../../ui/visually-hidden.tsx";
import {
  ActionsCell,
  ImageCell,
  LastUpdatedCell,
  NameCell,
  StateCell,
  UntilCell,
  VdaCell,
  Whole,
} from "./catalog-cells.tsx";
import type { CatalogGroup } from "./catalog-list.ts";
import { sessionsInWords } from "./catalog-words.ts";
import { type CatalogsSearch, type SortColumn, sortColumns } from "./catalogs-search.ts";

const rowPx = 43;
// The actions stay in view where the table scrolls sideways; on paper there is nothing to press.
const pinned = "sticky right-0 max-sm:static print:hidden";
// Rows are sorted, filtered and held outside: cards and table show the same order.
const features = tableFeatures({});
const helper = createColumnHelper<typeof features, Catalog>();

const columns = helper.columns([
  helper.accessor("name", {
    id: "name",
    header: m.column_name(),
    cell: ({ row }) => <NameCell catalog={row.original} />,
  }),
  helper.accessor("state", {
    id: "state",
    header: m.column_state(),
    cell: ({ row }) => <StateCell catalog={row.original} />,
  }),
  helper.accessor("templateImageName", {
    id: "image",
    header: m.column_image(),
    cell: ({ row }) => <ImageCell catalog={row.original} />,
  }),
  helper.accessor("imageVdaVersion", {
    id: "vda",
    header: "VDA",
    cell: ({ row }) => <VdaCell catalog={row.original} />,
  }),
  helper.display({
    id: "until",
    header: m.column_until(),
    cell: ({ row }) => <UntilCell catalog={row.original} />,
  }),
  helper.display({
    id: "updated",
    header: m.column_last_updated(),
    cell: ({ row }) => <LastUpdatedCell catalog={row.original} />,
  }),
  helper.accessor("totalMachinesInCatalog", {
    id: "machines",
    header: m.fact_machines(),
    cell: ({ row: { original } }) =>
      original.totalMachinesInCatalog === undefined ? null : numberInWords(original.totalMachinesInCatalog),
  }),
  helper.accessor("region", {
    id: "region",
    header: m.fact_region(),
    cell: ({ row: { original } }) => <Whole words={original.region} />,
  }),
  helper.accessor("sessionSupport", {
    id: "sessions",
    header: m.fact_sessions(),
    cell: ({ row: { original } }) => (
      <Whole words={original.isRemotePcCatalog ? "Remote PC" : sessionsInWords(original.sessionSupport)} />
    ),
  }),
]);

// Together with the actions no wider than a window of 1440 px; wider ones share what is left.
const widths: Record<SortColumn, string> = {
  name: "w-44 max-sm:w-40",
  state: "w-52",
  image: "w-40",
  vda: "w-25",
  until: "w-22",
  updated: "w-29",
  machines: "w-24 text-right",
  region: "w-28",
  sessions: "w-27",
};

/** Moves the focus from row to row with the arrow keys. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const row = event.target instanceof HTMLElement ? event.target.closest("tr") : null;
  const next = event.key === "ArrowDown" ? row?.nextElementSibling : row?.previousElementSibling;
  const link = next?.querySelector<HTMLElement>("[data-row-link]");
  if (!link) return;
  event.preventDefault();
  link.focus();
}

/** Catalogs as a table: sortable columns, a head that stays, arrow keys, and only the rows in view in the page. */
export const CatalogTable = memo(function CatalogTable(props: {
  groups: readonly CatalogGroup[];
  catalogs: ReadonlyMap<string, Catalog>;
  mayUpdate: boolean;
  /** For those who may update. */
  onSelect: SelectCatalog;
  sort: SortColumn;
  direction: "down" | undefined;
  onSort(change: {
    sort: CatalogsSearch["sort"] | undefined;
    direction: CatalogsSearch["direction"] | undefined;
  }): void;
}) {
  const data = useMemo(
    () => props.groups.flatMap((group) => group.ids.flatMap((id) => props.catalogs.get(id) ?? [])),
    [props.groups, props.catalogs],
  );
  const table = useTable({ features, columns, data, getRowId: (catalog) => catalog.id });
  const rows = table.getRowModel().rows;
  const frame = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowPx,
    overscan: 12,
    getItemKey: (index) => rows[index]?.id ?? index,
    // The head covers the first row when the focus moves up to it.
    scrollPaddingStart: rowPx,
  });
  const items = virtualizer.getVirtualItems();
  const beforePx = items[0]?.start ?? 0;
  const afterPx = virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0);
  const sortBy = (column: SortColumn) => {
    const turned = props.sort === column && props.direction === undefined;
    props.onSort({ sort: column === "state" ? undefined : column, direction: turned ? "down" : undefined });
  };
  return (
    <TableFrame
      ref={frame}
      className="max-h-[max(320px,calc(100dvh-312px))] scroll-pt-11 [html:has([data-selection-bar])_&]:max-h-[max(320px,calc(100dvh-384px))] max-sm:max-h-[70dvh]!"
    >
      <Table aria-label={m.catalogs()} aria-rowcount={rows.length + 1} className="min-w-340 table-fixed print:min-w-0">
        <thead className="sticky top-0 z-10">
          <tr>
            {props.mayUpdate ? (
              <HeadCell className="w-9 pr-0! print:hidden">
                <SelectAllBox catalogs={data} />
              </HeadCell>
            ) : null}
            {table.getHeaderGroups().flatMap((group) =>
              group.headers.map((header) => {
                const column = sortColumns.find((one) => one === header.column.id) ?? "name";
                const sorted = props.sort === column;
                const Arrow = props.direction === "down" ? ArrowDown : ArrowUp;
                return (
                  <HeadCell
                    key={header.id}
                    aria-sort={sorted ? (props.direction === "down" ? "descending" : "ascending") : "none"}
                    className={classNames("p-0!", widths[column])}
                  >
                    <button
                      type="button"
                      onClick={() => sortBy(column)}
                      className={classNames(
                        "flex w-full items-center gap-1 px-2 py-2 -outline-offset-2 hover:text-text",
                        column === "machines" && "justify-end",
                        sorted && "font-semibold text-text",
                      )}
                    >
                      <FlexRender header={header} />
                      {sorted ? <Arrow size={13} aria-hidden="true" /> : null}
                    </button>
                  </HeadCell>
                );
              }),
            )}
            <HeadCell className={classNames(pinned, "w-40 border-l border-hair bg-sunken")}>
              <VisuallyHidden>{m.column_actions()}</VisuallyHidden>
            </HeadCell>
          </tr>
        </thead>
        <tbody onKeyDown={moveFocus}>
          {beforePx > 0 ? <Spacer heightPx={beforePx} /> : null}
          {items.map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            return (
              <tr
                key={row.id}
                data-catalog={row.id}
                aria-rowindex={item.index + 2}
                className="group h-10.75 hover:bg-hover has-[[data-select]:checked]:bg-accent-tint"
              >
                <RowCells row={row} mayUpdate={props.mayUpdate} onSelect={props.onSelect} />
              </tr>
            );
          })}
          {afterPx > 0 ? <Spacer heightPx={afterPx} /> : null}
        </tbody>
      </Table>
    </TableFrame>
  );
});

interface RowCellsProps {
  row: Row<typeof features, Catalog>;
  mayUpdate: boolean;
  onSelect: SelectCatalog;
}

/** They are drawn anew only when their catalog has changed, wherever the row stands then. */
const RowCells = memo(
  function RowCells({ row, mayUpdate, onSelect }: RowCellsProps) {
    return (
      <>
        {mayUpdate ? (
          <Cell className="py-1! pr-0! print:hidden">
            <SelectBox catalog={row.original} onSelect={onSelect} />
          </Cell>
        ) : null}
        {row.getAllCells().map((cell) => (
          <Cell
            key={cell.id}
            className={classNames("truncate px-2! py-1!", cell.column.id === "machines" && "text-right")}
          >
            <FlexRender cell={cell} />
          </Cell>
        ))}
        <Cell
          className={classNames(
            pinned,
            "border-l border-hair bg-surface px-2! py-1! group-has-[[data-select]:checked]:bg-accent-tint group-hover:bg-hover",
          )}
        >
          <ActionsCell catalog={row.original} mayUpdate={mayUpdate} />
        </Cell>
      </>
    );
  },
  // Every draw of the table has row objects of its own.
  (before, now) =>
    before.row.original === now.row.original && before.mayUpdate === now.mayUpdate && before.onSelect === now.onSelect,
);

function Spacer({ heightPx }: { heightPx: number }) {
  return (
    <tr>
      <td colSpan={columns.length + 2} style={{ height: heightPx }} />
    </tr>
  );
}
