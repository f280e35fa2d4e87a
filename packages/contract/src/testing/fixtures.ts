/** One builder per model, for the tests of every workspace: a test names only the fields it is about. */
import type { Account, OwnSession } from "../accounts.ts";
import type { AuditEntry } from "../audit.ts";
import type { Catalog, CatalogList, Image } from "../catalogs.ts";
import type { ImageUpdate } from "../image-updates.ts";
import type { Session } from "../session.ts";

/** An active catalog without warnings that runs on the image `img-1`. */
export function aCatalog(fields: Partial<Catalog> & Pick<Catalog, "id" | "name">): Catalog {
  return {
    state: "Active",
    warnings: [],
    sessionSupport: "SingleSession",
    allocationType: "Random",
    isRemotePcCatalog: false,
    imageId: "img-1",
    templateImageName: "Win11-Oct",
    templateImageOs: "Windows 11",
    imageVdaVersion: "2507.0.100",
    totalMachinesInCatalog: 10,
    region: "westeurope",
    domainName: "corp.contoso.com",
    ...fields,
  };
}

/** A ready image that `aCatalog` may move to without a warning, named by its id. */
export function anImage(id: string, fields: Partial<Image> = {}): Image {
  return {
    id,
    name: id,
    state: "Ready",
    sessionSupport: "SingleSession",
    osPlatform: "Windows",
    isServerOs: false,
    vdaVersion: "2507.0.100",
    citrixPrepared: false,
    isDeprecated: false,
    linkedCatalogs: 0,
    region: "westeurope",
    ...fields,
  };
}

/** A running update that Alex Admin sent from here, from `img-1` to `img-2` within an hour. */
export function anUpdate(fields: Partial<ImageUpdate> & Pick<ImageUpdate, "id" | "catalogId">): ImageUpdate {
  return {
    catalogName: "Sales-EU",
    fromImage: { id: "img-1", name: "Win11-Oct" },
    toImage: { id: "img-2", name: "Win11-Nov" },
    vdaUpdateDelay: 60,
    origin: "catalog-deck",
    requestedBy: { id: "u-1", displayName: "Alex Admin" },
    requestedAt: "2026-11-23T10:00:00Z",
    state: "running",
    ...fields,
  };
}

/** What the server answers for a list of catalogs: just read, to be asked for again in 30 s. */
export function aCatalogList(items: readonly Catalog[], fields: Partial<CatalogList> = {}): CatalogList {
  return { items: [...items], fetchedAt: "2026-11-23T11:00:00Z", stale: false, pollAfterMs: 30_000, ...fields };
}

/** A signed-in person of that role, with the one connection `default`. */
export function aSession(role: Session["user"]["role"], fields: Partial<Session> = {}): Session {
  return {
    user: { id: `u-${role}`, displayName: role === "admin" ? "Alex Admin" : "Hanna Helpdesk", role },
    method: "password",
    csrfToken: "token",
    connections: [{ id: "default", name: "Contoso", customerId: "contoso", siteId: "site-1" }],
    demo: false,
    expiresAt: "2026-11-23T12:00:00Z",
    ...fields,
  };
}

/** One of a person's own sessions: Firefox on Windows, another than the browser that asks. */
export function anOwnSession(id: string, fields: Partial<OwnSession> = {}): OwnSession {
  return {
    id,
    current: false,
    method: "password",
    createdAt: "2026-11-23T09:00:00Z",
    lastUsedAt: "2026-11-23T10:00:00Z",
    address: "203.0.113.7",
    browser: "Firefox on Windows",
    program: "Firefox",
    system: "Windows",
    ...fields,
  };
}

/** A local helpdesk account, its user name the id and its display name the same with a capital. */
export function anAccount(id: string, fields: Partial<Account> = {}): Account {
  return {
    id,
    username: id,
    displayName: id.charAt(0).toUpperCase() + id.slice(1),
    role: "helpdesk",
    disabled: false,
    createdAt: "2026-11-01T10:00:00Z",
    passwordChangedAt: "2026-11-01T10:00:00Z",
    version: 3,
    ...fields,
  };
}

/** An entry of the audit log by Ada Admin, without details. */
export function anAuditEntry(id: string, kind: string, fields: Partial<AuditEntry> = {}): AuditEntry {
  return {
    id,
    kind,
    at: "2026-11-23T10:00:05.000Z",
    actor: { id: "ada", displayName: "Ada Admin", role: "admin" },
    address: "203.0.113.7",
    details: {},
    ...fields,
  };
}
