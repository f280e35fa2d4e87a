import type { Catalog } from "@catalog-deck/contract";
import { classOfCatalog, compareCatalogs, wordsForCatalogState } from "@catalog-deck/domain";

/** More tiles than this nobody reads from across a room. */
const mostTiles = 100;

/** The room that one small tile wants, in its own letters' size. */
const smallTile = { widthEm: 13, heightEm: 5.8 } as const;
/** The height from which a tile has room for every line that one can have. */
const roomyEm = 9;
/** Letters of a tile that is four small ones, against those of a small one; it is roomy. */
const largeLetters = (2 * smallTile.heightEm) / roomyEm;
/** Below this nobody can read: the page scrolls instead. */
const smallestLettersPx = 8;
/** Large tiles may cost the small ones this share of their letters, no more, */
const worthOfLarge = 0.62;
/** and may not make them smaller than this share of the screen's shorter side: 11 px of 1000. */
const leastShare = 0.011;

export interface WallTiles {
  /** Updating and broken ones. */
  large: readonly Catalog[];
  small: readonly Catalog[];
  /** How many more there are, and how many of those are not active. */
  more: { count: number; other: number };
}

/**
 * What shows on the wall: broken and updating catalogs first, then the rest as the catalogs page orders them. The place
 * of a catalog follows from its class and its name, so nothing moves unless a class changes.
 */
export function wallTiles(catalogs: readonly Catalog[]): WallTiles {
  const sorted = catalogs.toSorted((a, b) => Number(isLoud(b)) - Number(isLoud(a)) || compareCatalogs(a, b));
  const shown = sorted.slice(0, mostTiles);
  const rest = sorted.slice(mostTiles);
  return {
    large: shown.filter(isLoud),
    small: shown.filter((catalog) => !isLoud(catalog)),
    more: { count: rest.length, other: rest.filter((catalog) => classOfCatalog(catalog) !== "active").length },
  };
}

/** Updating, broken, or waiting for someone to decide: what a glance has to find. */
function isLoud(catalog: Catalog): boolean {
  return (
    classOfCatalog(catalog) === "updating" ||
    wordsForCatalogState(catalog).tone === "bad" ||
    catalog.activeUpdate?.decision !== undefined
  );
}

export interface WallLayout {
  columns: number;
  /** 0: as many as it takes, the page scrolls. */
  rows: number;
  /** Cells that a large tile takes in each direction. */
  span: 1 | 2;
  /** The letters' size of a small tile, and of a large one. */
  smallPx: number;
  largePx: number;
  /** Small tiles, too, have room for every line. */
  roomy: boolean;
}

/**
 * The grid in which all tiles fit a surface, with the largest letters that it allows. Tiles are placed row by row, the
 * large ones first, and the small ones fill what they leave (CSS grid, `dense`).
 */
export function wallLayout(surface: { width: number; height: number; large: number; small: number }): WallLayout {
  const equal = bestGrid(surface, 1);
  const withLarge = surface.large > 0 && surface.small > 0 ? bestGrid(surface, 2) : undefined;
  const leastPx = Math.max(equal.smallPx * worthOfLarge, Math.min(surface.width, surface.height) * leastShare);
  const chosen = withLarge && withLarge.smallPx >= leastPx ? withLarge : equal;
  if (chosen.smallPx >= smallestLettersPx) return chosen;
  const columns = Math.max(1, Math.floor(surface.width / (smallTile.widthEm * smallestLettersPx * 1.25)));
  const px = smallestLettersPx * 1.25;
  return { columns, rows: 0, span: 1, smallPx: px, largePx: px, roomy: true };
}

function bestGrid(
  { width, height, large, small }: { width: number; height: number; large: number; small: number },
  span: 1 | 2,
): WallLayout {
  const tiles = Math.max(1, large + small);
  // A wall with three tiles has large ones, not giant ones.
  const largestPx = Math.min(width, height) / 22;
  let best: WallLayout = { columns: 1, rows: tiles, span: 1, smallPx: 0, largePx: 0, roomy: false };
  for (let columns = span; columns <= tiles * span; columns++) {
    const rows = rowsFor(columns, large, small, span);
    const letters = Math.min(width / columns / smallTile.widthEm, height / rows / smallTile.heightEm, largestPx);
    if (letters > best.smallPx) {
      const largePx = span === 2 ? letters * largeLetters : letters;
      best = { columns, rows, span, smallPx: letters, largePx, roomy: height / rows >= roomyEm * letters };
    }
  }
  return best;
}

/** The rows that dense placement fills: bands of large tiles, the small ones in what is left beside and below. */
function rowsFor(columns: number, large: number, small: number, span: 1 | 2): number {
  if (span === 1) return Math.ceil(Math.max(1, large + small) / columns);
  const bandRows = 2 * Math.ceil(large / Math.floor(columns / 2));
  const freeBeside = columns * bandRows - 4 * large;
  return bandRows + Math.ceil(Math.max(0, small - freeBeside) / columns);
}
