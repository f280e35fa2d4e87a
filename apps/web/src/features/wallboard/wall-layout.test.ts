import { aCatalog, anUpdate } from "@catalog-deck/contract/testing";
import { describe, expect, it } from "vitest";
import { wallLayout, wallTiles } from "./wall-layout.ts";

/** Places tiles as CSS grid does with `grid-auto-flow: row dense`. Gives how many rows that takes. */
function placedRows(columns: number, large: number, small: number, span: number): number {
  const taken: boolean[][] = [];
  const isFree = (row: number, column: number, size: number) => {
    for (let r = row; r < row + size; r++) for (let c = column; c < column + size; c++) if (taken[r]?.[c]) return false;
    return column + size <= columns;
  };
  const place = (size: number) => {
    for (let row = 0; ; row++) {
      for (let column = 0; column < columns; column++) {
        if (!isFree(row, column, size)) continue;
        for (let r = row; r < row + size; r++) {
          taken[r] ??= [];
          for (let c = column; c < column + size; c++) (taken[r] as boolean[])[c] = true;
        }
        return;
      }
    }
  };
  for (let tile = 0; tile < large; tile++) place(span);
  for (let tile = 0; tile < small; tile++) place(1);
  return taken.length;
}

const screens = [
  { width: 1920, height: 1000 },
  { width: 3840, height: 2000 },
  { width: 1080, height: 1840 },
];

describe("the grid of the wallboard", () => {
  it.each(screens)("holds 1 to 100 tiles on $width × $height without scrolling, in letters one can read", (screen) => {
    for (let count = 1; count <= 100; count++) {
      for (const large of new Set([0, 1, 3, 7, 20, 50, count])) {
        if (large > count) continue;
        const layout = wallLayout({ ...screen, large, small: count - large });
        const what = `${large} of ${count} large`;
        expect(placedRows(layout.columns, large, count - large, layout.span), what).toBe(layout.rows);
        expect(layout.smallPx, what).toBeGreaterThanOrEqual(11);
      }
    }
  });

  it("makes a few large tiles four times the others, and all alike when most would be large", () => {
    expect(wallLayout({ width: 1920, height: 1000, large: 3, small: 21 })).toMatchObject({ span: 2 });
    expect(wallLayout({ width: 1920, height: 1000, large: 80, small: 20 })).toMatchObject({ span: 1 });
    expect(wallLayout({ width: 1920, height: 1000, large: 5, small: 0 })).toMatchObject({ span: 1 });
  });

  it("doubles its letters on a screen of twice the size", () => {
    const [hd, uhd] = screens.slice(0, 2).map((screen) => wallLayout({ ...screen, large: 2, small: 38 }));
    expect(uhd?.smallPx).toBeCloseTo((hd?.smallPx ?? 0) * 2);
  });

  it("scrolls on a phone rather than to be unreadable", () => {
    const layout = wallLayout({ width: 360, height: 700, large: 4, small: 90 });
    expect(layout.rows).toBe(0);
    expect(layout.smallPx).toBe(10);
  });
});

describe("what the wall shows", () => {
  const active = Array.from({ length: 120 }, (_, at) => aCatalog({ id: `c${at}`, name: `Catalog ${at}` }));
  const broken = aCatalog({ id: "x", name: "Zulu", state: "Error" });
  const running = aCatalog({
    id: "y",
    name: "Yankee",
    state: "Processing",
    activeUpdate: anUpdate({ id: "u", catalogId: "y", percent: 10 }),
  });

  it("puts broken and updating ones first, and tells how many more there are", () => {
    const { large, small, more } = wallTiles([...active, running, broken]);
    expect(large.map(({ name }) => name)).toEqual(["Zulu", "Yankee"]);
    expect(small).toHaveLength(98);
    expect(more).toEqual({ count: 22, other: 0 });
  });

  it("says when some that do not show are not active", () => {
    const odd = active.map((catalog) => ({ ...catalog, state: "Deleting" }));
    expect(wallTiles([...odd]).more).toEqual({ count: 20, other: 20 });
  });

  it("keeps every tile in its place while a percentage grows, whatever order the answer has", () => {
    const before = wallTiles([...active.slice(0, 20), running]);
    const further = { ...running, activeUpdate: { ...running.activeUpdate, percent: 60 } } as typeof running;
    const after = wallTiles([further, ...active.slice(0, 20).toReversed()]);
    const ids = ({ large, small }: typeof before) => [...large, ...small].map(({ id }) => id);
    expect(ids(after)).toEqual(ids(before));
  });
});
