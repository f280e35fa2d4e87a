import type { Catalog, RolloutTargetCheck } from "@catalog-deck/contract";
import { ChevronDown, ChevronUp, GripVertical, X } from "lucide-react";
import {
  type DragEvent,
  type KeyboardEvent,
  memo,
  useCallback,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import * as m from "../../i18n/messages.js";
import { numberInWords } from "../../lib/formatting.ts";
import { StateLabel } from "../../shared/state-label.tsx";
import { IconButton } from "../../ui/button.tsx";
import { Kbd } from "../../ui/kbd.tsx";
import { Cell, HeadCell, Table, TableFrame } from "../../ui/table.tsx";
import { reasonOf, verdictInWords } from "./verdict-words.ts";
import { movedBefore, movedDown, movedToWave, movedUp, placeIn, splitAt, type Waves } from "./waves.ts";

/** A catalog of the plan as its row shows it. */
export interface PlanRow {
  id: string;
  name: string;
  catalog: Catalog | undefined;
  /** The name of the image that it goes back to, where each has its own. */
  toImage: string | undefined;
  /** Undefined until it has been checked. */
  check: RolloutTargetCheck | undefined;
  /** An image is chosen, so it is being checked or has been. */
  isAsked: boolean;
  /** How many of its warnings are acknowledged. */
  acknowledged: number;
}

interface CatalogsAndWavesProps {
  waves: Waves;
  rows: readonly PlanRow[];
  /** By wave from 0: when it begins, in words. */
  waveTimes: readonly string[];
  onMove: (waves: Waves) => void;
  onTakeOut: (catalogId: string) => void;
  /** Takes what the catalog runs now for what is expected. */
  onSeenAnew: (catalogId: string) => void;
}

/** How a row is moved: one place up or down, a wave of its own, the end of a wave, or right before another row. */
type Move = "up" | "down" | "split" | { toWave: number } | { before: string };

function afterMove(waves: Waves, id: string, move: Move): Waves {
  if (move === "up") return movedUp(waves, id);
  if (move === "down") return movedDown(waves, id);
  if (move === "split") return splitAt(waves, id);
  return "toWave" in move ? movedToWave(waves, id, move.toWave) : movedBefore(waves, id, move.before);
}

/** The catalogs of a plan in their waves, each with what the check says of it; then those that are left out. */
export const CatalogsAndWaves = memo(function CatalogsAndWaves(props: CatalogsAndWavesProps) {
  const { waves, rows, waveTimes, onMove, onTakeOut, onSeenAnew } = props;
  const byId = useMemo(() => new Map(rows.map((row) => [row.id, row])), [rows]);
  const placed = useMemo(() => new Set(waves.flat()), [waves]);
  const numbered = waves.map((wave, index) => ({ number: index + 1, wave }));
  const leftOut = rows.filter(({ id }) => !placed.has(id));
  const [spoken, setSpoken] = useState("");
  const [over, setOver] = useState<string | null>(null);
  const now = useRef({ waves, byId, onMove });
  // The browser takes the focus away from a row that is put elsewhere.
  const focused = useRef<Element | null>(null);
  useLayoutEffect(() => {
    now.current = { waves, byId, onMove };
    const element = focused.current;
    focused.current = null;
    if (element instanceof HTMLElement && element !== document.activeElement && element.isConnected) element.focus();
  });
  const move = useCallback((id: string, how: Move) => {
    const current = now.current;
    const moved = afterMove(current.waves, id, how);
    const at = placeIn(moved, id);
    if (moved === current.waves || at === undefined) return;
    focused.current = document.activeElement;
    current.onMove(moved);
    const catalog = current.byId.get(id)?.name ?? id;
    setSpoken(m.plan_moved({ catalog, wave: at.wave + 1, place: at.place + 1, count: moved[at.wave]?.length ?? 0 }));
  }, []);
  const drop = useCallback(
    (event: DragEvent, how: (id: string) => Move) => {
      event.preventDefault();
      setOver(null);
      const id = event.dataTransfer.getData(dragged);
      if (id !== "") move(id, how(id));
    },
    [move],
  );
  const dropAt = (key: string, how: (id: string) => Move) => ({
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes(dragged)) return;
      event.preventDefault();
      setOver(key);
    },
    onDrop: (event: DragEvent) => drop(event, how),
  });
  return (
    <>
      <TableFrame className="shadow-none! scroll-pt-10 sm:max-h-[max(24rem,70dvh)]" onDragEnd={() => setOver(null)}>
        <Table aria-label={m.plan_catalogs()} className="sm:table-fixed">
          {/* Beside the plan that is read back, a window below 1280 px has no room for all columns. The heads of waves span them
              all the same, so those that are left out have no width. */}
          <colgroup>
            <col span={4} />
            <col className="lg:max-xl:w-0" />
            <col className="max-md:w-0 lg:max-xl:w-0" />
          </colgroup>
          <thead className="sticky top-0 z-10">
            <tr>
              <HeadCell className="w-8 px-1! max-sm:hidden">
                <span className="sr-only">{m.plan_order()}</span>
              </HeadCell>
              <HeadCell className="max-sm:w-full">{m.catalog()}</HeadCell>
              <HeadCell className="w-22 text-right max-sm:hidden lg:max-xl:hidden">{m.fact_machines()}</HeadCell>
              <HeadCell className="w-1/5 max-md:hidden lg:max-xl:hidden">{m.plan_runs_now()}</HeadCell>
              <HeadCell className="w-40 max-sm:hidden">{m.plan_check()}</HeadCell>
              <HeadCell className="w-54 max-sm:w-36">
                <span className="sr-only">{m.plan_wave()}</span>
              </HeadCell>
            </tr>
          </thead>
          <tbody>
            {/* In one list: a row that changes its wave stays the same element. */}
            {numbered.flatMap(({ number, wave }) => [
              <tr
                key={`wave ${number}`}
                {...dropAt(`wave ${number}`, () => ({ toWave: number - 1 }))}
                className={over === `wave ${number}` ? "bg-accent-tint" : "bg-sunken"}
              >
                <WaveHead
                  title={m.plan_wave_number({ wave: number })}
                  facts={sizeOf(wave.map((id) => byId.get(id)))}
                  time={waveTimes[number - 1] ?? ""}
                />
              </tr>,
              ...wave.map((id) => {
                const row = byId.get(id);
                return row === undefined ? null : (
                  <tr
                    key={id}
                    data-plan-row={id}
                    onKeyDown={(event) => moveByKey(event, id, move)}
                    {...dropAt(id, () => ({ before: id }))}
                    className={over === id ? "bg-accent-tint" : "hover:bg-hover"}
                  >
                    <RowCells row={row} wave={number - 1} waves={waves.length} onMove={move} onTakeOut={onTakeOut} />
                  </tr>
                );
              }),
            ])}
            {leftOut.length > 0 ? (
              <tr className="bg-sunken">
                <WaveHead title={m.plan_left_out()} facts={m.plan_left_out_count({ count: leftOut.length })} time="" />
              </tr>
            ) : null}
            {leftOut.map((row) => (
              <tr key={row.id} data-plan-row={row.id} className="text-muted">
                <LeftOutCells row={row} onTakeOut={onTakeOut} onSeenAnew={onSeenAnew} />
              </tr>
            ))}
          </tbody>
        </Table>
      </TableFrame>
      <p className="mt-2 flex flex-wrap items-center gap-x-1.5 gap-y-1 text-muted text-sm max-sm:hidden">
        {m.plan_drag()} <Kbd>Alt</Kbd> <Kbd>↑</Kbd> <Kbd>↓</Kbd> <span className="ml-3">{m.plan_new_wave_from()}</span>{" "}
        <Kbd>Alt</Kbd> <Kbd>{m.key_enter()}</Kbd>
      </p>
      <p role="status" className="sr-only">
        {spoken}
      </p>
    </>
  );
});

const dragged = "application/x-catalog-deck-row";

function moveByKey(event: KeyboardEvent, id: string, move: (id: string, how: Move) => void): void {
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  const how = { ArrowUp: "up", ArrowDown: "down", Enter: "split" } as const;
  const found = Object.entries(how).find(([key]) => key === event.key)?.[1];
  if (found === undefined) return;
  event.preventDefault();
  move(id, found);
}

function sizeOf(rows: readonly (PlanRow | undefined)[]): string {
  const machines = rows.reduce((sum, row) => sum + (row?.catalog?.totalMachinesInCatalog ?? 0), 0);
  return `${m.catalogs_count({ count: rows.length })} · ${m.machines_count({ count: machines })}`;
}

function WaveHead({ title, facts, time }: { title: string; facts: string; time: string }) {
  return (
    <td colSpan={6} className="border-b border-hair px-3 py-1.5">
      <span className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span>
          <b className="font-semibold">{title}</b> <span className="text-muted">{facts}</span>
        </span>
        <span className="text-muted">{time}</span>
      </span>
    </td>
  );
}

interface RowCellsProps {
  row: PlanRow;
  wave: number;
  waves: number;
  onMove: (id: string, how: Move) => void;
  onTakeOut: (catalogId: string) => void;
}

/** They are drawn anew only when their catalog, its check or its wave has changed. */
const RowCells = memo(
  function RowCells({ row, wave, waves, onMove, onTakeOut }: RowCellsProps) {
    const { id, name, check } = row;
    return (
      <>
        <Cell className="px-1! py-1! max-sm:hidden">
          {/* biome-ignore lint/a11y/noStaticElementInteractions: for the pointer alone; keys and buttons do the same */}
          <span
            draggable
            onDragStart={(event) => {
              event.dataTransfer.setData(dragged, id);
              event.dataTransfer.effectAllowed = "move";
              const line = event.currentTarget.closest("tr");
              if (line) event.dataTransfer.setDragImage(line, 12, 12);
            }}
            className="inline-flex size-6 cursor-grab items-center justify-center text-muted"
          >
            <GripVertical size={14} aria-hidden="true" />
          </span>
        </Cell>
        <NameCells row={row} />
        <Cell className="py-1! max-sm:hidden">
          <StateLabel words={verdictInWords(check, row)} />
        </Cell>
        <Cell className="py-1! text-right whitespace-nowrap max-sm:px-1!">
          <IconButton
            label={m.plan_move_up({ catalog: name })}
            className="size-6! max-sm:hidden!"
            onClick={() => onMove(id, "up")}
          >
            <ChevronUp size={14} aria-hidden="true" />
          </IconButton>
          <IconButton
            label={m.plan_move_down({ catalog: name })}
            className="size-6! max-sm:hidden!"
            onClick={() => onMove(id, "down")}
          >
            <ChevronDown size={14} aria-hidden="true" />
          </IconButton>
          <select
            aria-label={m.plan_wave_of({ catalog: name })}
            value={wave}
            onChange={(event) => onMove(id, { toWave: Number(event.target.value) })}
            className="mx-1 h-7 rounded-control border border-hair bg-surface px-1.5"
          >
            {numbersTo(waves).map((number) => (
              <option key={number} value={number - 1}>
                {m.plan_wave_number({ wave: number })}
              </option>
            ))}
            <option value={waves}>{m.plan_new_wave()}</option>
          </select>
          <LeaveButton row={row} onTakeOut={onTakeOut} />
        </Cell>
      </>
    );
  },
  (before, now) =>
    before.wave === now.wave &&
    before.waves === now.waves &&
    before.onTakeOut === now.onTakeOut &&
    isSameRow(before.row, now.row),
);

function numbersTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

function isSameRow(a: PlanRow, b: PlanRow): boolean {
  return (
    a.name === b.name &&
    a.catalog === b.catalog &&
    a.toImage === b.toImage &&
    a.check === b.check &&
    a.isAsked === b.isAsked &&
    a.acknowledged === b.acknowledged
  );
}

function LeaveButton({ row, onTakeOut }: { row: PlanRow; onTakeOut: (catalogId: string) => void }) {
  return (
    <IconButton label={m.plan_leave_out({ catalog: row.name })} className="size-6!" onClick={() => onTakeOut(row.id)}>
      <X size={14} aria-hidden="true" />
    </IconButton>
  );
}

/** Name, machines, and what it runs now and goes back to; on a phone the check stands below the name. */
function NameCells({ row }: { row: PlanRow }) {
  const { name, catalog, toImage, check } = row;
  const machines = catalog?.totalMachinesInCatalog;
  const runsNow = catalog?.templateImageName ?? m.no_image();
  const reason = reasonOf(check);
  return (
    <>
      <Cell className="py-1!">
        <span translate="no" className="block font-semibold wrap-anywhere">
          {name}
        </span>
        <span className="block sm:hidden">
          <StateLabel words={verdictInWords(check, row)} />
          {reason === undefined ? null : <span className="block text-sm text-text">{reason}</span>}
        </span>
      </Cell>
      <Cell className="py-1! text-right tabular-nums max-sm:hidden lg:max-xl:hidden">
        {machines === undefined ? null : numberInWords(machines)}
      </Cell>
      <Cell className="py-1! wrap-anywhere max-md:hidden lg:max-xl:hidden">
        {toImage === undefined ? runsNow : m.image_from_to({ from: runsNow, to: toImage })}
      </Cell>
    </>
  );
}

interface LeftOutCellsProps {
  row: PlanRow;
  onTakeOut: (catalogId: string) => void;
  onSeenAnew: (catalogId: string) => void;
}

function LeftOutCells({ row, onTakeOut, onSeenAnew }: LeftOutCellsProps) {
  const { id, check } = row;
  const reason = reasonOf(check);
  const isChanged = check?.rules.some(({ code }) => code === "catalog-changed") === true;
  return (
    <>
      <Cell className="max-sm:hidden" />
      <NameCells row={row} />
      <Cell colSpan={2} className="py-1! max-sm:px-1!">
        <span className="flex items-start justify-end gap-2">
          <span className="min-w-0 flex-1">
            <span className="max-sm:hidden">
              <StateLabel words={verdictInWords(check, row)} />{" "}
              {reason === undefined ? null : <span className="text-sm text-text wrap-anywhere">{reason}</span>}
            </span>
            {isChanged ? (
              <button
                type="button"
                onClick={() => onSeenAnew(id)}
                className="block py-0.5 text-left text-accent text-sm underline underline-offset-2"
              >
                {m.plan_seen_anew()}
              </button>
            ) : null}
          </span>
          <LeaveButton row={row} onTakeOut={onTakeOut} />
        </span>
      </Cell>
    </>
  );
}
