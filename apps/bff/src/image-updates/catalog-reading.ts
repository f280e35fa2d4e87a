import { CatalogServiceError, type WireCatalog, type WireCatalogStatus } from "@catalog-deck/catalogservice";
import type { CatalogWarning } from "@catalog-deck/contract";
import { citrixTime } from "@catalog-deck/domain";
import { catalogFromWire } from "../citrix/catalog-from-wire.ts";
import type { CitrixConnection } from "../citrix/connection.ts";
import type { ImageUpdateRow } from "../store/image-updates.ts";
import { type CatalogReading, hasNewImage } from "./verdict.ts";

const watching = { purpose: "watch" } as const;

/** What one step of the watcher learned. `reading` is null when Citrix says that there is no such catalog. */
export interface StepFacts {
  reading: CatalogReading | null;
  startedAt?: string | undefined;
  estimatedMinutes?: number | undefined;
  /** The reading is how the catalog was when the update had certainly ended. */
  isOver?: true;
}

/**
 * Reads the catalog of an update at the site that it was sent to, and then its `updateStatus` where that can add something: start and estimate while
 * they are not known, the words of an error, and whether work goes on behind a final state. Throws the client's error
 * when the catalog cannot be read; trouble with `updateStatus` alone is no trouble.
 */
export async function readCatalogOf(connection: CitrixConnection, row: ImageUpdateRow): Promise<StepFacts> {
  const siteId = row.site_id ?? (await connection.siteId());
  const wire = await catalogOrNull(connection, siteId, row.catalog_id);
  if (wire === null) return { reading: null };
  const reading = readingOf(wire);
  const timesUnknown = row.started_at === null || row.estimated_minutes === null;
  const decided = hasNewImage({ fromImageId: row.from_image_id, toImageId: row.to_image_id }, reading.imageId);
  const worthAsking = wire.state === "Processing" ? timesUnknown : !decided;
  if (!worthAsking || row.state === "waitingForRestart") return { reading };

  const status = await updateStatus(connection, siteId, row);
  if (status === undefined) return { reading };
  const withStatus = {
    ...reading,
    status: {
      state: status.state,
      subState: status.subState ?? undefined,
      statusMessage: status.statusMessage ?? undefined,
      errorDetails: typeof status.catalogErrorDetails === "string" ? status.catalogErrorDetails : undefined,
    },
  };
  // In a final state the times may be those of an earlier job.
  if (wire.state !== "Processing") return { reading: withStatus };
  return {
    reading: withStatus,
    startedAt: citrixTime(status.startedAt)?.toISOString(),
    estimatedMinutes: status.estimatedTimeInMinute ?? undefined,
  };
}

/**
 * One 404 does not end an update: a catalog is gone, and null, when a list made now lacks it too. Not while the list has
 * items that cannot be read: it may be among them.
 */
async function catalogOrNull(
  connection: CitrixConnection,
  siteId: string,
  catalogId: string,
): Promise<WireCatalog | null> {
  try {
    return (await connection.client.getCatalog(siteId, catalogId, watching)).data;
  } catch (error) {
    if (!(error instanceof CatalogServiceError) || error.kind !== "not-found") throw error;
    const { items, unreadable, staleData } = (await connection.client.listCatalogs(siteId, watching)).data;
    const listed = items.find(({ id }) => id === catalogId);
    if (staleData === true || (listed === undefined && unreadable.length > 0)) throw error;
    return listed ?? null;
  }
}

async function updateStatus(
  connection: CitrixConnection,
  siteId: string,
  row: ImageUpdateRow,
): Promise<WireCatalogStatus | undefined> {
  try {
    return (await connection.client.getUpdateStatus(siteId, row.catalog_id, row.status_url ?? undefined, watching))
      .data;
  } catch (error) {
    if (error instanceof CatalogServiceError) return undefined;
    throw error;
  }
}

function readingOf(wire: WireCatalog): CatalogReading {
  const catalog = catalogFromWire(wire);
  const warnings: CatalogWarning[] = catalog.warnings;
  return {
    state: catalog.state,
    subState: catalog.subState,
    statusMessage: catalog.statusMessage,
    imageId: catalog.imageId ?? null,
    imageName: catalog.templateImageName,
    warnings,
    percent: catalog.taskCompletionPercentage,
    lastModifiedTime: catalog.lastModifiedTime,
  };
}
