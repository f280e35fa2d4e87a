import type { ClientTimes } from "../citrix/connection.ts";

/** The client's own time-outs, and retries that follow at once. */
export const patient: ClientTimes = { retry: { baseDelayMs: 1 } };

let given: ClientTimes = patient;

/** What a deck's client is given instead of its own times, so that no test waits for long: the deck's `clientTimes`. */
export const clientTimes = (): ClientTimes => given;

/** Gives the clients that are made from now on these times. */
export function giveClients(times: ClientTimes): void {
  given = times;
}
