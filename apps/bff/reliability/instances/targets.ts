import type { ImageUpdateRequest } from "@catalog-deck/contract";
import type { Simulator } from "@catalog-deck/simulator";

/** Catalogs that may be updated, each with a request that nothing speaks against. */
export async function updateTargets(
  simulator: Simulator,
  count: number,
): Promise<{ catalogId: string; body: ImageUpdateRequest }[]> {
  const catalogs = await simulator.control.catalogs();
  const imageIds = [...new Set(catalogs.flatMap(({ imageId }) => imageId ?? []))];
  for (const id of imageIds) {
    await simulator.control.patchImage(id, {
      state: "Ready",
      sessionSupport: "Both",
      osPlatform: "Windows",
      isServerOs: false,
      vdaVersion: "2507.0.10",
      region: "eastus",
      isDeprecated: false,
    });
  }
  const chosen = catalogs.filter(({ imageId }) => imageId).slice(0, count);
  for (const { id } of chosen) {
    await simulator.control.patchCatalog(id, {
      state: "Active",
      subState: null,
      region: "eastus",
      allocationType: "Random",
      isRemotePcCatalog: false,
      warnings: [],
    });
  }
  return chosen.map(({ id, imageId }) => ({
    catalogId: id,
    body: {
      imageId: imageIds.find((other) => other !== imageId) ?? "",
      expectedImageId: imageId ?? "",
      vdaUpdateDelay: 60,
    },
  }));
}
