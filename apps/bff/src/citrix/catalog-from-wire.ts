import type { WireCatalog, WireCatalogList, WireCatalogWarning } from "@catalog-deck/catalogservice";
import type { Catalog, CatalogList, CatalogWarning } from "@catalog-deck/contract";
import { present } from "../lib/present.ts";

/**
 * A catalog as browsers see it: Citrix's field names, without nulls and without what no page shows. Enum values pass as
 * they are, known or not.
 */
export function catalogFromWire(wire: WireCatalog): Catalog {
  return {
    id: wire.id,
    name: wire.name,
    state: wire.state,
    warnings: (wire.warnings ?? []).map(warningFromWire),
    sessionSupport: wire.sessionSupport ?? "Unknown",
    allocationType: wire.allocationType ?? "Unknown",
    ...present({
      isRemotePcCatalog: wire.isRemotePcCatalog,
      subState: wire.subState,
      statusMessage: wire.statusMessage,
      extraInfo: wire.extraInfo,
      transactionId: wire.transactionId,
      taskCompletionPercentage: wire.taskCompletionPercentage,
      lastModifiedTime: wire.lastModifiedTime,
      imageId: wire.imageId,
      templateImageName: wire.templateImageName,
      templateImageOs: wire.templateImageOs,
      persistStaticAllocatedVmDisks: wire.persistStaticAllocatedVmDisks,
      totalMachinesInCatalog: wire.totalMachinesInCatalog,
      numOfUsers: wire.numOfUsers,
      maxNumOfUsers: wire.maxNumOfUsers,
      region: wire.region,
      subscriptionName: wire.subscriptionName,
      resourceGroup: wire.resourceGroup,
      vmTypeInstanceType: wire.vmTypeInstanceType,
      domainJoined: wire.domainJoined,
      domainName: wire.domainName,
      isAzureAdJoined: wire.isAzureAdJoined,
      storeFrontUrl: wire.storeFrontUrl,
      catalogType: wire.catalogType,
    }),
  };
}

function warningFromWire(wire: WireCatalogWarning): CatalogWarning {
  return {
    type: wire.type,
    ...present({ isDismissible: wire.isDismissible, warningMessage: wire.warningMessage, isError: wire.isError }),
  };
}

/** How many catalogs the customer may have, if Citrix said. */
export function catalogLimitFromWire(wire: WireCatalogList["catalogLimit"]): CatalogList["limit"] {
  if (wire === null || wire === undefined) return undefined;
  return present({
    limit: wire.limit,
    existingCatalogsCount: wire.existingCatalogsCount,
    hasLimitReached: wire.hasLimitReached,
  });
}
