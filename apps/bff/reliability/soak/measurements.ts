/** The middle value; NaN of nothing. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The value that `share` (0 to 1) of all values do not exceed; NaN of nothing. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** The medians of the four quarters of a series in the order of time. */
export function mediansOfQuarters(series: readonly number[]): number[] {
  const at = (quarter: number) => Math.round((series.length * quarter) / 4);
  return [0, 1, 2, 3].map((quarter) => median(series.slice(at(quarter), at(quarter + 1))));
}

/** A call that was sent within a minute of another may arrive so much later than it. */
const underWayMs = 1_000;

/**
 * How many of these instants of arrival (milliseconds, in any order) lie in the busiest minute. Who counts what arrives
 * counts a second less: what arrives within 59 s was sent within 60 s.
 */
export function busiestMinute(instants: readonly number[]): number {
  const sorted = instants.toSorted((a, b) => a - b);
  let busiest = 0;
  let from = 0;
  for (const [to, at] of sorted.entries()) {
    while (at - (sorted[from] ?? at) >= 60_000 - underWayMs) from += 1;
    busiest = Math.max(busiest, to - from + 1);
  }
  return busiest;
}

export class Tally {
  readonly #counts = new Map<string, number>();

  add(name: string, count = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + count);
  }

  get total(): number {
    return Array.from(this.#counts.values()).reduce((sum, count) => sum + count, 0);
  }

  /** Each name with its count, the greatest first. */
  entries(): [name: string, count: number][] {
    return Array.from(this.#counts).toSorted(([, a], [, b]) => b - a);
  }

  /** Such as `200 17, 304 2`, the greatest first; `none` of nothing. */
  toString(): string {
    return (
      this.entries()
        .map(([name, count]) => `${name} ${count}`)
        .join(", ") || "none"
    );
  }
}
