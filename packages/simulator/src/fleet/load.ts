import { buildCatalog, buildImage, type CatalogTraits } from "./build.ts";
import type { FleetSeed, StoredImage } from "./seeds.ts";

const regions = ["westeurope", "eastus", "southeastasia", "japaneast"] as const;
const departments = [
  "Accounting",
  "Sales",
  "Support",
  "Engineering",
  "Legal",
  "Marketing",
  "Warehouse",
  "Clinic",
] as const;

/** States that the load fleet mixes in among the Active ones: at 1,000 catalogs some 8 of every 100 are not Active. */
const rareStates: Record<number, Pick<CatalogTraits, "state" | "subState" | "statusMessage">> = {
  7: { state: "InputRequired", statusMessage: "Assign at least one user." },
  23: { state: "Error", subState: "ErrorDomainNotReachable", statusMessage: "The domain could not be reached." },
  41: { state: "InputRequired", statusMessage: "Publish at least one app." },
};

/**
 * A fleet of any size for load, the same every time: catalog and image names count up from 1, so do their ids.
 * Single- and multi-session catalogs take turns, each with images of its own region to move to.
 */
export function loadFleetSeed(counts: { catalogs: number; images?: number | undefined }, now: number): FleetSeed {
  const images = Array.from({ length: counts.images ?? 40 }, (_, index) => loadImage(index, now));
  const catalogs = Array.from({ length: counts.catalogs }, (_, index) => {
    const choices = images.filter((_, imageIndex) => imageIndex % 8 === index % 8);
    const image = (choices[Math.floor(index / 8) % Math.max(1, choices.length)] ?? images[0])?.image;
    const machines = 4 + ((index * 7) % 60);
    const traits: CatalogTraits = {
      name: `${departments[(index * 5) % departments.length]}-${String(index + 1).padStart(4, "0")}`,
      ...placeOf(index),
      machines,
      users: Math.floor(machines * 0.9),
      modifiedDaysAgo: 1 + (index % 90),
      ...rareStates[index % 50],
      ...(image && { image }),
    };
    return { before: buildCatalog(traits, now) };
  });
  return { images, catalogs };
}

function placeOf(index: number) {
  return {
    region: regions[index % regions.length] ?? "westeurope",
    sessionSupport: index % 8 < 4 ? ("SingleSession" as const) : ("MultiSession" as const),
  };
}

function loadImage(index: number, now: number): StoredImage {
  const { region, sessionSupport } = placeOf(index);
  const isServerOs = sessionSupport === "MultiSession";
  const generation = Math.floor(index / 8);
  return {
    image: buildImage(
      {
        name: `${isServerOs ? "WS2022" : "Win11-24H2"}-Build-${String(index + 1).padStart(3, "0")}`,
        region,
        sessionSupport,
        osName: isServerOs ? "Windows Server 2022" : "Windows 11 Enterprise",
        osVersion: isServerOs ? "21H2" : "24H2",
        isServerOs,
        vdaVersion: `25${String(1 + (generation % 12)).padStart(2, "0")}.0.10`,
        ageDays: 400 - generation * 30 > 0 ? 400 - generation * 30 : 1,
      },
      now,
    ),
    applications: [],
  };
}
