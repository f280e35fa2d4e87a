import type { FastifyBaseLogger } from "fastify";
import type { Clock } from "../lib/clock.ts";
import type { Store } from "../store/database.ts";
import { keepSentLease } from "../store/image-update-leases.ts";
import type { ImageUpdateRow } from "../store/image-updates.ts";
import { leaseTime } from "../store/lease-time.ts";
import { submittingLeaseMs } from "./update-records.ts";

/** Often enough that a lease outlives some renewals that fail. */
const renewEveryMs = 10_000;

/**
 * The lease of a request, renewed from `begin` (its first byte is about to be written) until `end`: while its sender lives
 * nobody takes the update for lost, however long Citrix takes. After `end` nothing of the row is changed here any more.
 */
export function leaseWhileSending(
  { store, clock, log }: { store: Store; clock: Clock; log: FastifyBaseLogger },
  row: ImageUpdateRow,
): { begin: () => true; end: () => Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let renewal: Promise<void> = Promise.resolve();
  const renew = () => {
    const lease = { owner: row.lease_owner, until: leaseTime(store, clock, submittingLeaseMs) };
    renewal = keepSentLease(store, row.id, lease).catch((error: unknown) =>
      log.warn({ err: error, updateId: row.id }, "the lease of a request that is out was not renewed"),
    );
  };
  return {
    begin: () => {
      timer ??= setInterval(renew, renewEveryMs);
      return true;
    },
    end: async () => {
      clearInterval(timer);
      await renewal;
    },
  };
}
