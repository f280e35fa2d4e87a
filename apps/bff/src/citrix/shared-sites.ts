import type { FastifyBaseLogger } from "fastify";
import { siteKeyOf } from "../store/site-key.ts";
import type { CitrixConnection } from "./connection.ts";

/** The connections to the customer of one of them, itself among them. */
export function sameCustomer<T extends { customerId: string }>(all: readonly T[], { customerId }: T): T[] {
  return all.filter((other) => other.customerId.toLowerCase() === customerId.toLowerCase());
}

/**
 * Says in the log which connections lead to one site, a line for each such site: its catalogs have one history and one
 * update at a time, whichever connection they are looked at through. Asks Citrix for sites that are not configured.
 */
export async function warnOfSharedSites(all: readonly CitrixConnection[], log: FastifyBaseLogger): Promise<void> {
  const mayShare = all.filter((connection) => sameCustomer(all, connection).length > 1);
  try {
    const found = await Promise.all(
      mayShare.map(async (connection) => {
        const { id, customerId } = connection;
        return { id, customerId, siteId: await connection.siteId() };
      }),
    );
    for (const [first, ...others] of Map.groupBy(found, siteKeyOf).values()) {
      if (first === undefined || others.length === 0) continue;
      const { customerId, siteId } = first;
      const connections = [first, ...others].map(({ id }) => id);
      log.warn({ connections, customerId, siteId }, "these connections share a site: its catalogs have one history");
    }
  } catch (error) {
    log.warn({ err: error }, "could not find out whether connections of one customer share a site");
  }
}
