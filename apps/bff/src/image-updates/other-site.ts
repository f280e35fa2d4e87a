import type { FactOf, UpdateFactCode } from "@catalog-deck/contract";
import type { CitrixConnection } from "../citrix/connection.ts";
import { HttpProblem } from "../http/http-problem.ts";
import type { Store } from "../store/database.ts";
import { findImageUpdate, type ImageUpdateRow } from "../store/image-updates.ts";
import { siteKeyOf, type UpdateScope } from "../store/site-key.ts";

/** Whose updates concern the same catalogs as this one. */
export function scopeOf({ connection_id, customer_id, site_id }: ImageUpdateRow): UpdateScope {
  const known = customer_id !== null && site_id !== null;
  return {
    connectionId: connection_id,
    siteKey: known ? siteKeyOf({ customerId: customer_id, siteId: site_id }) : undefined,
  };
}

/**
 * An update that shows through a connection: one that the connection recorded, or one of the site that it leads to. Throws
 * 404 for any other.
 */
export async function updateSeenThrough(
  connection: CitrixConnection,
  store: Store,
  id: string,
): Promise<ImageUpdateRow> {
  const row = await findImageUpdate(store, id);
  const { siteKey } = connection.updateScope();
  const isSeen =
    row?.connection_id === connection.id || (row && siteKey !== undefined && scopeOf(row).siteKey === siteKey);
  if (!row || !isSeen) throw new HttpProblem(404, "not-found", "update-unknown");
  return row;
}

/**
 * What ends an update whose connection was configured again and leads to another customer or site: what a
 * catalog of the same id shows there says nothing about it. Undefined while the connection leads to where it was sent.
 */
export function sentToOtherSite(
  connection: CitrixConnection,
  { customer_id: customerId, site_id: siteId }: ImageUpdateRow,
): FactOf<UpdateFactCode> | undefined {
  if (connection.leadsTo({ customerId, siteId })) return undefined;
  return { code: "site-left", params: { site: siteId ?? "", customer: customerId ?? "" } };
}
