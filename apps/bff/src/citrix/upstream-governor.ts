import { type CallGate, CatalogServiceError, type GatedCall, type HeldBack } from "@catalog-deck/catalogservice";
import {
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleAll,
  type IBackoffFactory,
  noJitterGenerator,
} from "cockatiel";
import type { Clock } from "../lib/clock.ts";
import { within } from "../lib/within.ts";
import { CallCeiling, RetryBudget } from "./call-ceiling.ts";
import { backOffMs } from "./pace.ts";
import { upstreamLimits } from "./upstream-limits.ts";

export type BreakerState = "closed" | "half-open" | "open";

/** Is told what the governor decides: for logs and metrics. */
export interface GovernorEvents {
  heldBack(call: GatedCall, why: HeldBack | "retry-budget"): void;
  retried(call: GatedCall): void;
  breakerChanged(state: BreakerState, nextTryAt: Date | undefined): void;
}

type Outcome<T> = { value: T } | { error: unknown };

/**
 * Decides for every call of one connection whether it is sent now, so that Citrix in trouble is left alone, and Citrix in
 * good health is never asked too much: a circuit breaker, a pause that Citrix asked for, a ceiling on calls per minute and
 * a budget for retries (`upstreamLimits`). What is held back rejects with a `CatalogServiceError` that has `heldBack`,
 * `retryAt` and `mayHaveBeenReceived: false`, and nothing is sent. Each process has governors of its own. The breaker is
 * cockatiel's, which has no budget for retries and no ceiling that keeps places for a purpose: these two are ours.
 */
export class UpstreamGovernor implements CallGate {
  readonly #clock: Clock;
  readonly #events: GovernorEvents;
  readonly #ceiling = new CallCeiling();
  readonly #retries = new RetryBudget();
  readonly #breaker = circuitBreaker(handleAll, {
    breaker: new ConsecutiveBreaker(upstreamLimits.failuresToOpen),
    halfOpenAfter: this.#rests(
      new ExponentialBackoff({
        generator: noJitterGenerator,
        initialDelay: upstreamLimits.firstRestMs,
        maxDelay: upstreamLimits.longestRestMs,
      }),
    ),
  });
  #probeAtMs = 0;
  #probe: Promise<unknown> = Promise.resolve();
  #pause: { untilMs: number; cause: CatalogServiceError } | undefined;
  #limitedInARow = 0;
  #lastFailure: CatalogServiceError | undefined;

  constructor(clock: Clock, events: GovernorEvents) {
    this.#clock = clock;
    this.#events = events;
    this.#breaker.onStateChange(() => {
      const state = this.breakerState();
      events.breakerChanged(state, state === "open" ? this.#dateOf(this.#probeAtMs) : undefined);
    });
  }

  breakerState(): BreakerState {
    if (this.#breaker.state === CircuitState.Closed) return "closed";
    return this.#breaker.state === CircuitState.HalfOpen ? "half-open" : "open";
  }

  /** The calls of the last 60 s. */
  callsInLastMinute(): number {
    return this.#ceiling.count(this.#nowMs());
  }

  async pass<T>(call: GatedCall, send: () => Promise<T>): Promise<T> {
    if (call.kind !== "change" && this.#breaker.state === CircuitState.HalfOpen) {
      await within(this.#probe, upstreamLimits.probePatienceMs, undefined);
    }
    // From here to the sending nothing is awaited, so that of many reads that come at once one becomes the probe.
    this.#checkBreakerAndPause(call);
    const nowMs = this.#nowMs();
    const slot = this.#ceiling.take(
      call.purpose,
      nowMs,
      call.purpose === "update" ? 0 : upstreamLimits.placePatienceMs,
    );
    if (!slot.taken) throw this.#refusal(call, "ceiling", slot.atMs);
    if (slot.atMs > nowMs) {
      await new Promise((resolve) => setTimeout(resolve, slot.atMs - nowMs));
      this.#checkBreakerAndPause(call);
    }
    return await this.#throughBreaker(call, send);
  }

  check(call: GatedCall): void {
    this.#checkBreakerAndPause(call);
    const nowMs = this.#nowMs();
    const atMs = this.#ceiling.nextAt(call.purpose, nowMs);
    if (atMs > nowMs) throw this.#refusal(call, "ceiling", atMs);
  }

  mayRetry(call: GatedCall): boolean {
    // It would only be held back; the failure itself says more.
    if (this.#breaker.state !== CircuitState.Closed) return false;
    const nowMs = this.#nowMs();
    if (this.#retries.spend(this.#ceiling.count(nowMs), nowMs)) {
      this.#events.retried(call);
      return true;
    }
    this.#events.heldBack(call, "retry-budget");
    return false;
  }

  #checkBreakerAndPause(call: GatedCall): void {
    const nowMs = this.#nowMs();
    const pausedUntilMs = this.#pause?.untilMs ?? 0;
    if (nowMs < pausedUntilMs) throw this.#refusal(call, "retry-after", Math.max(pausedUntilMs, this.#probeAtMs));
    if (this.#breaker.state === CircuitState.Closed) return;
    const open = this.#breaker.state === CircuitState.Open;
    if (open && nowMs < this.#probeAtMs) throw this.#refusal(call, "breaker", this.#probeAtMs);
    // The probe is one read: never an update, and never a second read beside it.
    if (!open || call.kind === "change") throw this.#refusal(call, "breaker", nowMs + upstreamLimits.firstRestMs);
  }

  async #throughBreaker<T>(call: GatedCall, send: () => Promise<T>): Promise<T> {
    const isProbe = this.#breaker.state === CircuitState.Open;
    const sent = this.#breaker.execute(async (): Promise<Outcome<T>> => {
      try {
        const value = await send();
        this.#limitedInARow = 0;
        return { value };
      } catch (error) {
        this.#learnFrom(error, call);
        if (isOutage(error, call)) throw error;
        // Whatever else it says, Citrix has answered: that ends a row of failures.
        return { error };
      }
    });
    if (isProbe) this.#probe = sent.catch(() => undefined);
    const outcome = await sent;
    if ("error" in outcome) throw outcome.error;
    return outcome.value;
  }

  /** From a 429 or 503 with `Retry-After` on, and a 429 without, nobody on this connection asks before that time. */
  #learnFrom(error: unknown, call: GatedCall): void {
    if (!(error instanceof CatalogServiceError)) return;
    if (isOutage(error, call)) this.#lastFailure = error;
    const limited = error.status === 429;
    this.#limitedInARow = limited ? this.#limitedInARow + 1 : 0;
    if (!limited && (error.status !== 503 || error.retryAt === undefined)) return;
    const now = this.#clock.now();
    const askedForMs =
      error.retryAt === undefined ? backOffMs(this.#limitedInARow, now) : error.retryAt.getTime() - now.getTime();
    const untilMs = this.#nowMs() + Math.min(askedForMs, upstreamLimits.longestRetryAfterMs);
    if (untilMs > (this.#pause?.untilMs ?? 0)) this.#pause = { untilMs, cause: error };
  }

  #refusal(call: GatedCall, why: HeldBack, retryAtMs: number): CatalogServiceError {
    this.#events.heldBack(call, why);
    const cause = why === "retry-after" ? this.#pause?.cause : why === "breaker" ? this.#lastFailure : undefined;
    return new CatalogServiceError({
      kind: why === "breaker" ? "unavailable" : (cause?.kind ?? "rate-limited"),
      message: `${call.operation}: held back (${why}), nothing was sent`,
      transactionId: call.transactionId,
      mayHaveBeenReceived: false,
      retryAt: this.#dateOf(retryAtMs),
      upstreamMessage: cause?.upstreamMessage,
      heldBack: why,
      earlierTransactionId: cause?.transactionId,
      connection: cause?.connection,
    });
  }

  /** cockatiel's growing rests, measured by our clock: it asks of a rest only whether it is over. */
  #rests(own: IBackoffFactory<unknown>): IBackoffFactory<unknown> {
    return {
      next: (context) => {
        const step = own.next(context);
        const endsAtMs = this.#nowMs() + step.duration;
        this.#probeAtMs = endsAtMs;
        const nowMs = () => this.#nowMs();
        return {
          get duration() {
            return nowMs() < endsAtMs ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
          },
          next: this.#rests(step).next,
        };
      },
    };
  }

  /** Every wait goes by the steady clock; only what is shown of it is a date. */
  #nowMs(): number {
    return this.#clock.steadyMs();
  }

  #dateOf(steadyMs: number): Date {
    return new Date(Math.round(this.#clock.now().getTime() + steadyMs - this.#nowMs()));
  }
}

/**
 * What says that Citrix is away or broken: no connection, no answer in time, a 5xx, an answer that nobody can read. One
 * odd catalog or image is none of these: its answer lacks a field, and everything else can be read.
 */
function isOutage(error: unknown, { kind }: GatedCall): boolean {
  if (!(error instanceof CatalogServiceError) || error.heldBack !== undefined) return false;
  if (kind === "read" && error.field !== undefined) return false;
  return error.kind === "unavailable" || error.kind === "timed-out" || error.kind === "unreadable";
}
