import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { builtProgram, compileCache } from "../../src/testing/built-programs.ts";

const bffFolder = join(import.meta.dirname, "../..");
// A bound for what hangs: on a busy machine a start takes many times as long as alone.
const readyWithinMs = 90_000;

/** A part of a harness that runs inside the server's process, loaded before the server, and is spoken to over IPC. */
export interface InsidePart {
  /** What Node is started with. */
  flags(): string[];
  /** Called with every process that is started. */
  belongsTo(child: ChildProcess): void;
}

/** The real BFF as a process of its own that is killed and started again on the same port and data. */
export class BffProcess {
  readonly url: string;
  readonly #env: Record<string, string>;
  readonly #program: string;
  readonly #through: readonly string[];
  readonly #node: string;
  #child: ChildProcess | undefined;
  #printed = "";
  readonly #inside: InsidePart | undefined;
  /** From the start of the process until it said that it is ready, one figure per start. */
  readonly readyAfterMs: number[] = [];

  /**
   * `program`: another than the built server. `through`: a command that becomes the server's, with its arguments.
   * `node`: a Node of its own.
   */
  constructor(
    port: number,
    env: Record<string, string>,
    {
      program = builtProgram("main"),
      through = [],
      inside,
      node = process.execPath,
    }: { program?: string; through?: readonly string[]; inside?: InsidePart; node?: string } = {},
  ) {
    this.#program = program;
    this.#through = through;
    this.#inside = inside;
    this.#node = node;
    this.url = `http://127.0.0.1:${port}`;
    this.#env = { HOST: "127.0.0.1", PORT: String(port), LOG_LEVEL: "error", ...env };
  }

  /** Of the process that runs or ran last. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Everything that the processes have printed. */
  get output(): string {
    return this.#printed;
  }

  get isAlive(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Starts the process and waits until it is ready. Rejects with what was printed when it ends or stays silent. */
  async start(): Promise<void> {
    const startedAtMs = performance.now();
    const child = this.spawn();
    let said = "";
    await new Promise<void>((resolve, reject) => {
      const giveUp = (why: string) => reject(new Error(`The BFF ${why}. It printed:\n${said}`));
      const timer = setTimeout(() => giveUp("was not ready in time"), readyWithinMs);
      // Not "exit": what it printed last may arrive after that.
      child.once("close", (code) => {
        clearTimeout(timer);
        giveUp(`ended with code ${code}`);
      });
      child.stderr?.on("data", (text: string) => {
        said += text;
      });
      child.stdout?.on("data", (text: string) => {
        said += text;
        if (!said.includes(`ready: ${this.url}`)) return;
        clearTimeout(timer);
        resolve();
      });
    });
    this.readyAfterMs.push(performance.now() - startedAtMs);
  }

  /** Starts the process without waiting for it. */
  spawn(): ChildProcess {
    const flags = [...(this.#inside?.flags() ?? []), "--max-semi-space-size=2"];
    const [command = "", ...args] = [...this.#through, this.#node, ...flags, this.#program];
    const child = spawn(command, args, {
      cwd: bffFolder,
      stdio: ["ignore", "pipe", "pipe", ...(this.#inside === undefined ? [] : ["ipc" as const])],
      env: { PATH: process.env.PATH, ...compileCache, ...this.#env },
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.#printed += text;
      });
    }
    this.#inside?.belongsTo(child);
    this.#child = child;
    return child;
  }

  /** Asks the process to end, and waits until it has. */
  async end(signal: "SIGTERM" | "SIGINT" | "SIGHUP" = "SIGTERM"): Promise<{ exitCode: number | null; tookMs: number }> {
    const child = this.#child;
    if (child === undefined) throw new Error("the server was not started");
    const askedAtMs = performance.now();
    const gone = once(child, "exit");
    child.kill(signal);
    const [exitCode] = (await gone) as [number | null];
    return { exitCode, tookMs: performance.now() - askedAtMs };
  }

  /** Stops the process where it stands (SIGSTOP), lets it go on (SIGCONT), or tells it what a test has agreed on. */
  signal(signal: "SIGSTOP" | "SIGCONT" | "SIGWINCH" | "SIGINT"): void {
    this.#child?.kill(signal);
  }

  /** Kills the process where it stands (SIGKILL), and waits until it is gone. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || !this.isAlive) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  }
}
