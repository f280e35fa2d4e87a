let aheadMs = 0;

/** Learns from an answer's `Date` header how far the server's clock is ahead of this machine's. */
export function learnServerClock(dateHeader: string | null, receivedAtMs: number): void {
  const serverMs = dateHeader ? Date.parse(dateHeader) : Number.NaN;
  if (Number.isNaN(serverMs)) return;
  const difference = serverMs - receivedAtMs;
  // The header counts whole seconds and the answer was under way: a small difference means nothing.
  aheadMs = Math.abs(difference) < 2_000 ? 0 : difference;
}

/** The time now, in milliseconds, by the server's clock: ages and elapsed times come out right on a wrong machine. */
export function serverNowMs(): number {
  return Date.now() + aheadMs;
}
