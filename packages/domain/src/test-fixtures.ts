import type { Catalog, Image, ImageUpdate } from "@catalog-deck/contract";

/** An Active pooled multi-session catalog with no warnings; tests change what they are about. */
export function catalogWith(fields: Partial<Catalog> = {}): Catalog {
  return {
    id: "sales-eu",
    name: "Sales-EU",
    state: "Active",
    warnings: [],
    imageId: "win11-2026-10",
    templateImageName: "Win11-2026-10",
    templateImageOs: "Windows 11",
    sessionSupport: "MultiSession",
    allocationType: "Random",
    region: "West Europe",
    isRemotePcCatalog: false,
    ...fields,
  };
}

/** A Ready image that such a catalog may move to without a word. */
export function imageWith(fields: Partial<Image> = {}): Image {
  return {
    id: "win11-2026-11",
    name: "Win11-2026-11",
    state: "Ready",
    sessionSupport: "MultiSession",
    osPlatform: "Windows",
    isServerOs: false,
    vdaVersion: "2507.0.0.100",
    citrixPrepared: false,
    isDeprecated: false,
    region: "West Europe",
    linkedCatalogs: 0,
    ...fields,
  };
}

/** An update of that catalog that was started in Citrix Cloud, and that Citrix says runs since 13:05 UTC. */
export function externalUpdateWith(fields: Partial<ImageUpdate> = {}): ImageUpdate {
  const { toImage, requestedBy, requestedAt, vdaUpdateDelay, ...known } = updateWith();
  return { ...known, origin: "external", noticedAt: "2026-11-23T13:20:00.000Z", startedAt: requestedAt, ...fields };
}

/** An image update of that catalog that runs since 13:05 UTC (14:05 in Berlin) on 23 November 2026. */
export function updateWith(fields: Partial<ImageUpdate> = {}): ImageUpdate {
  return {
    id: "u1",
    catalogId: "sales-eu",
    catalogName: "Sales-EU",
    fromImage: { id: "win11-2026-10", name: "Win11-2026-10" },
    toImage: { id: "win11-2026-11", name: "Win11-2026-11" },
    vdaUpdateDelay: 60,
    origin: "catalog-deck",
    requestedBy: { id: "p1", displayName: "Ada" },
    requestedAt: "2026-11-23T13:05:00.000Z",
    state: "running",
    citrixTransactionId: "1f3c-0001",
    ...fields,
  };
}
