import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { InsidePart } from "./bff-process.ts";

/**
 * The clocks of a server process, and of those started after it: the wall clock can be set, and time can pass, which
 * moves the steady clock too. Timers run as ever.
 */
export class MovableClock implements InsidePart {
  #setMs = 0;
  #passedMs = 0;
  #child: ChildProcess | undefined;

  /** How far the wall clock is from the machine's, apart from time that has passed. */
  get setMs(): number {
    return this.#setMs;
  }

  /** Sets the wall clock so many milliseconds ahead of the machine's; behind it when negative. */
  async set(ms: number): Promise<void> {
    this.#setMs = ms;
    await this.#tell();
  }

  async pass(ms: number): Promise<void> {
    this.#passedMs += ms;
    await this.#tell();
  }

  flags(): string[] {
    const source = `(${moveClocks})(${this.#setMs}, ${this.#passedMs})`;
    return ["--import", `data:text/javascript,${encodeURIComponent(source)}`];
  }

  belongsTo(child: ChildProcess): void {
    this.#child = child;
  }

  async #tell(): Promise<void> {
    const child = this.#child;
    if (child?.connected !== true) return;
    const done = once(child, "message");
    child.send({ setMs: this.#setMs, passedMs: this.#passedMs });
    await done;
  }
}

/** Runs in the server's process, before the server. */
function moveClocks(setMs: number, passedMs: number): void {
  const Machine = Date;
  const steadyNow = performance.now.bind(performance);
  const shift = { setMs, passedMs };
  const nowMs = () => Machine.now() + shift.setMs + shift.passedMs;
  globalThis.Date = new Proxy(Machine, {
    construct: (target, parts, self) => Reflect.construct(target, parts.length === 0 ? [nowMs()] : parts, self),
    get: (target, name) => (name === "now" ? nowMs : Reflect.get(target, name)),
  });
  performance.now = () => steadyNow() + shift.passedMs;
  process.on("message", (told) => {
    Object.assign(shift, told);
    process.send?.("done");
  });
  // Waiting for messages must not keep a server alive that has ended.
  process.channel?.unref();
}
