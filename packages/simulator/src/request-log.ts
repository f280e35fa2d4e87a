import type { Operation } from "./operations.ts";

/**
 * A request that the simulator received. `at` is the simulated time in ISO 8601; `operation` is `notBuilt` for a path it
 * does not know; `status` is 0 while there is no answer, and for good when the connection was broken. `body` is kept
 * for updates only: no entry holds a secret or a token.
 */
export interface LogEntry {
  at: string;
  operation: Operation | "notBuilt";
  method: string;
  path: string;
  status: number;
  transactionId: string;
  body?: unknown;
}

const entriesKept = 5_000;

/** The newest 5,000 requests, oldest first. */
export class RequestLog {
  #entries: LogEntry[] = [];

  /** Adds an entry at the request's arrival; its status is filled in when it is answered. */
  add(entry: LogEntry): void {
    this.#entries.push(entry);
    if (this.#entries.length > entriesKept) this.#entries.splice(0, this.#entries.length - entriesKept);
  }

  entries(operation?: string): LogEntry[] {
    return operation === undefined
      ? [...this.#entries]
      : this.#entries.filter((entry) => entry.operation === operation);
  }

  /** Forgets everything. */
  clear(): void {
    this.#entries = [];
  }
}
