import { useMemo, useSyncExternalStore } from "react";

interface Ticker {
  now: number;
  listeners: Set<() => void>;
  timer: ReturnType<typeof setInterval> | undefined;
}

const tickers = new Map<number, Ticker>();

function tick(ticker: Ticker): void {
  // Nobody sees a hidden tab; the first tick after its return puts everything right.
  if (document.hidden) return;
  ticker.now = serverNowMs();
  for (const listener of ticker.listeners) listener();
}

/** While nobody listens the time stands: whoever comes then gets it right at once, and is not drawn a second time. */
function setRight(ticker: Ticker, intervalMs: number): Ticker {
  const now = serverNowMs();
  if (ticker.timer === undefined && Math.abs(now - ticker.now) >= intervalMs / 60) ticker.now = now;
  return ticker;
}

function tickerOf(intervalMs: number): Ticker {
  let ticker = tickers.get(intervalMs);
  if (!ticker) {
    ticker = { now: serverNowMs(), listeners: new Set(), timer: undefined };
    tickers.set(intervalMs, ticker);
  }
  return setRight(ticker, intervalMs);
}

function subscribe(intervalMs: number, listener: () => void): () => void {
  const ticker = tickerOf(intervalMs);
  ticker.listeners.add(listener);
  ticker.timer ??= setInterval(tick, intervalMs, ticker);
  return () => {
    ticker.listeners.delete(listener);
    if (ticker.listeners.size > 0) return;
    clearInterval(ticker.timer);
    ticker.timer = undefined;
  };
}

const subscribers = new Map<number, (listener: () => void) => () => void>();

function subscriberOf(intervalMs: number): (listener: () => void) => () => void {
  let subscriber = subscribers.get(intervalMs);
  if (!subscriber) {
    subscriber = (listener) => subscribe(intervalMs, listener);
    subscribers.set(intervalMs, subscriber);
  }
  return subscriber;
}

/**
 * The time now by the server's clock, the same object until it is renewed every `intervalMs` (default one second). One
 * timer serves all who ask.
 * Use it in small leaf components: whoever calls it renders at every tick.
 */
export function useNow(intervalMs = 1_000): Date {
  const now = useSyncExternalStore(subscriberOf(intervalMs), () => tickerOf(intervalMs).now);
  return useMemo(() => new Date(now), [now]);
}

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
