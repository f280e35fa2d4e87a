import { unavailable } from "../../http/http-problem.ts";

/** Each takes 19 MiB and a processor for some 30 ms; two leave the other threads of the pool to files and names. */
const atOnce = 2;
/** A second or two of work: who comes later is better told to come back. */
const waitingAtMost = 32;
const againAfterS = 3;

let running = 0;
const waiting: (() => void)[] = [];

/** Throws the 503 problem when too many passwords wait to be checked, so that a refused one counts as no attempt. */
export function refuseWhilePasswordWorkIsFull(): void {
  if (waiting.length < waitingAtMost) return;
  throw unavailable("overloaded", "sign-ins-full", againAfterS);
}

/** Does work on a password when it is its turn: two at once, so that memory and processors are left for others. */
export async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  refuseWhilePasswordWorkIsFull();
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}
