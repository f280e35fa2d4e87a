import type { Catalog, Image, ImageUpdate } from "@catalog-deck/contract";
import { aCatalog, anImage, anUpdate } from "@catalog-deck/contract/testing";

/** A pooled multi-session catalog with no warnings. */
export function catalogWith(fields: Partial<Catalog> = {}): Catalog {
  const {
    imageVdaVersion: _vda,
    totalMachinesInCatalog: _machines,
    domainName: _domain,
    ...plain
  } = aCatalog({
    id: "sales-eu",
    name: "Sales-EU",
    imageId: "win11-2026-10",
    templateImageName: "Win11-2026-10",
    sessionSupport: "MultiSession",
    region: "West Europe",
  });
  return { ...plain, ...fields };
}

/** An image that such a catalog may move to without a word. */
export function imageWith(fields: Partial<Image> = {}): Image {
  return anImage("win11-2026-11", {
    name: "Win11-2026-11",
    sessionSupport: "MultiSession",
    vdaVersion: "2507.0.0.100",
    region: "West Europe",
    ...fields,
  });
}

/** An update of that catalog that was started in Citrix Cloud, and that Citrix says runs since 13:05 UTC. */
export function externalUpdateWith(fields: Partial<ImageUpdate> = {}): ImageUpdate {
  const { toImage, requestedBy, requestedAt, vdaUpdateDelay, ...known } = updateWith();
  return { ...known, origin: "external", noticedAt: "2026-11-23T13:20:00.000Z", startedAt: requestedAt, ...fields };
}

/** An update of that catalog to that image that runs since 13:05 UTC (14:05 in Berlin) on 23 November 2026. */
export function updateWith(fields: Partial<ImageUpdate> = {}): ImageUpdate {
  return anUpdate({
    id: "u1",
    catalogId: "sales-eu",
    fromImage: { id: "win11-2026-10", name: "Win11-2026-10" },
    toImage: { id: "win11-2026-11", name: "Win11-2026-11" },
    requestedBy: { id: "p1", displayName: "Ada" },
    requestedAt: "2026-11-23T13:05:00.000Z",
    citrixTransactionId: "1f3c-0001",
    ...fields,
  });
}
