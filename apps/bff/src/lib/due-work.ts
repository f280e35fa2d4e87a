import type { FastifyBaseLogger } from "fastify";
import type { Background } from "./background.ts";

const tickMs = 1_000;
const stepsAtOnce = 8;
/** A step that takes longer gives its place to another: it waits for someone, and costs nothing meanwhile. */
const quickMs = 2_000;

export interface DueWorkOptions {
  /** What is looked after, for the log. */
  name: string;
  log: FastifyBaseLogger;
  /** How a step is called in traces. */
  stepName: string;
  background: Background;
  /** Ids of what is due now, the longest due first. */
  due: () => Promise<string[]>;
  /** Claims it, works on it and lets it go. What it throws is logged. */
  step: (id: string) => Promise<void>;
  /** Puts off the end of the leases that are held here; absent where nobody else could take them. */
  leases?: { renew: () => Promise<void>; everyMs: number; release: () => Promise<void> };
}

/**
 * Claims what is due, works on it, and lets it go: once a second, until it is stopped. Each id is worked on once at a
 * time in this process, and a slow step delays no other, neither in its round nor in the next.
 */
export class DueWork {
  readonly #options: DueWorkOptions;
  readonly #steps = new Map<string, Promise<void>>();
  readonly #queue: (() => void)[] = [];
  #freePlaces = stepsAtOnce;
  #timer: NodeJS.Timeout | undefined;
  #renewing: NodeJS.Timeout | undefined;
  #looking: Promise<unknown> | undefined;
  #stopped = false;

  constructor(options: DueWorkOptions) {
    this.#options = options;
  }

  /** Looks every second for what is due. */
  start(): void {
    if (this.#stopped || this.#timer !== undefined) return;
    const { name, log, leases } = this.#options;
    const tick = () => {
      this.#looking = this.#look()
        .catch((error: unknown) => log.error({ err: error }, `${name} could not be processed`))
        .finally(() => {
          if (this.#stopped) return;
          this.#timer = setTimeout(tick, tickMs);
          this.#timer.unref();
        });
    };
    this.#timer = setTimeout(tick, 0);
    this.#timer.unref();
    if (leases === undefined) return;
    const renew = () => {
      leases.renew().catch((error: unknown) => log.warn({ err: error }, `leases of ${name} were not renewed`));
    };
    this.#renewing = setInterval(renew, leases.everyMs);
    this.#renewing.unref();
  }

  /** Starts no more steps, waits for those under way, and leaves the rest to other instances. */
  async stop(): Promise<void> {
    const { name, log, leases } = this.#options;
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#looking;
    await Promise.all(this.#steps.values());
    clearInterval(this.#renewing);
    await leases?.release().catch((error: unknown) => log.warn({ err: error }, `leases of ${name} expire instead`));
  }

  /** Takes one step with everything that is due now, and waits for these steps. */
  async runDue(): Promise<void> {
    await Promise.all(await this.#look());
  }

  /** Takes a step with this one, or waits for the one under way. Never throws. */
  async step(id: string): Promise<void> {
    const known = this.#steps.get(id);
    if (known !== undefined) return await known;
    const step = this.#inPlace(id)
      .catch((error: unknown) => this.#options.log.error({ err: error, id }, `a step of ${this.#options.name} failed`))
      .finally(() => this.#steps.delete(id));
    this.#steps.set(id, step);
    await step;
  }

  /** The steps of what is due now. An array, so that waiting for the look does not wait for them. */
  async #look(): Promise<Promise<void>[]> {
    const ids = await this.#options.due();
    return ids.map((id) => this.step(id));
  }

  async #inPlace(id: string): Promise<void> {
    if (this.#freePlaces > 0) this.#freePlaces -= 1;
    else await new Promise<void>((resolve) => this.#queue.push(resolve));
    let isHeld = true;
    const leave = () => {
      if (!isHeld) return;
      isHeld = false;
      const next = this.#queue.shift();
      if (next === undefined) this.#freePlaces += 1;
      else next();
    };
    const slow = setTimeout(leave, quickMs);
    const { background, stepName, step } = this.#options;
    try {
      if (!this.#stopped) await background(stepName, () => step(id));
    } finally {
      clearTimeout(slow);
      leave();
    }
  }
}
