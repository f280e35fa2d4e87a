import type { CitrixConnection } from "../connections/connection.ts";
import type { ImageUpdateRow } from "../store/image-updates.ts";

/**
 * The sentence that ends an update whose connection was configured anew and leads to another customer or site: what a
 * catalog of the same id shows there says nothing about it. Undefined while the connection leads to where it was sent.
 */
export function sentToOtherSite(
  connection: CitrixConnection,
  { customer_id: customerId, site_id: siteId }: ImageUpdateRow,
): string | undefined {
  if (connection.leadsTo({ customerId, siteId })) return undefined;
  return `This update belongs to site ${siteId} of the customer ${customerId}, where this connection does not lead any more. It is not followed, and how it ended is not known here: look at the catalog in Citrix Cloud.`;
}
