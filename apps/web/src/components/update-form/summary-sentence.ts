import type { Catalog } from "@catalog-deck/contract";
import { delayInWords } from "@catalog-deck/domain";

/** What the button will do, in one sentence: "24 machines move to Win11-Nov within 2 hours." Delay in minutes. */
export function summarySentence(catalog: Catalog, imageName: string, vdaUpdateDelay: number): string {
  const machines = catalog.totalMachinesInCatalog;
  const who =
    machines === undefined
      ? `All machines of ${catalog.name} move`
      : machines === 1
        ? "1 machine moves"
        : `${machines} machines move`;
  if (vdaUpdateDelay < 0) return `${who} to ${imageName} as users log off.`;
  if (vdaUpdateDelay === 0) return `${who} to ${imageName} now. Everyone is logged off at once.`;
  return `${who} to ${imageName} within ${delayInWords(vdaUpdateDelay)}.`;
}
