/** A Citrix customer's site. */
export interface Site {
  customerId: string;
  siteId: string;
}

/**
 * Whose updates are meant: those of the site that a connection leads to, together with those that it recorded before
 * sites were kept. While its site is not known: those that it recorded itself.
 */
export interface UpdateScope {
  connectionId: string;
  siteKey: string | undefined;
}

/** The name of a site in the database: the same however its ids are spelled. */
export function siteKeyOf({ customerId, siteId }: Site): string {
  return `${customerId}/${siteId}`.toLowerCase();
}

/** The `site_key`s of a scope whose site is known. */
export function siteKeysOf(scope: UpdateScope & { siteKey: string }): string[] {
  return [scope.siteKey, `connection ${scope.connectionId}`];
}
