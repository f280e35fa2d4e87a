import type { WireImage, WireImageDetails } from "@catalog-deck/catalogservice";
import type { Image, ImageDetail } from "@catalog-deck/contract";
import { present } from "../lib/present.ts";

/** A master image as browsers see it: Citrix's field names without nulls; enum values pass as they are. */
export function imageFromWire(wire: WireImage): Image {
  return {
    id: wire.id,
    name: wire.name,
    state: wire.state,
    sessionSupport: wire.sessionSupport ?? "Unknown",
    citrixPrepared: wire.citrixPrepared,
    linkedCatalogs: wire.linkedCatalogs ?? 0,
    ...present({
      isDeprecated: wire.isDeprecated,
      subState: wire.subState,
      status: wire.status,
      extraInfo: wire.extraInfo,
      osPlatform: wire.osPlatform,
      osName: wire.osName,
      osVersion: wire.osVersion,
      isServerOs: wire.isServerOs,
      vdaVersion: wire.vdaVersion,
      region: wire.region,
      subscriptionName: wire.subscriptionName,
      resourceGroup: wire.resourceGroup,
      storageAccount: wire.storageAccount,
      notes: wire.notes,
      transactionId: wire.transactionId,
      createdDate: wire.createdDate,
      finalizedDate: wire.finalizedDate,
      diskSizeInGB: wire.diskSizeInGB,
      hyperVGen: wire.hyperVGen,
      startedAt: wire.startedAt,
      estimatedTimeInMinute: wire.estimatedTimeInMinute,
      linkedCatalogsNames: wire.linkedCatalogsNames,
    }),
  };
}

/** One image with the catalogs that use it and the applications found on it (icons left out: no page shows them). */
export function imageDetailsFromWire(wire: WireImageDetails): Image & Pick<ImageDetail, "catalogs" | "applications"> {
  return {
    ...imageFromWire(wire),
    catalogs: (wire.catalogs ?? []).map(({ catalogId, catalogName, state }) => ({ catalogId, catalogName, state })),
    applications: (wire.applications ?? []).map((application) => ({
      id: application.id,
      name: application.name,
      ...present({ applicationPath: application.applicationPath, description: application.description }),
    })),
  };
}
