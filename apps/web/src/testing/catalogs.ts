import type { Catalog, CatalogList, Image, ImageUpdate, Session } from "@catalog-deck/contract";

/** A catalog for a test: active and calm unless the test says otherwise. */
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

/** An image for a test: ready, and such a catalog may move to it. Called by its id unless the test says otherwise. */
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

/** An update that runs, for a test. */
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

/** What the BFF answers for a list of catalogs. */
export function aCatalogList(items: readonly Catalog[], fields: Partial<CatalogList> = {}): CatalogList {
  return { items: [...items], fetchedAt: "2026-11-23T11:00:00Z", stale: false, pollAfterMs: 30_000, ...fields };
}

/** A session of that role. */
export function aSession(role: Session["user"]["role"]): Session {
  return {
    user: { id: `u-${role}`, displayName: role === "admin" ? "Alex Admin" : "Hanna Helpdesk", role },
    method: "password",
    csrfToken: "token",
    connections: [{ id: "default", name: "Contoso", customerId: "contoso", siteId: "site-1" }],
    demo: false,
    expiresAt: "2026-11-23T12:00:00Z",
  };
}
