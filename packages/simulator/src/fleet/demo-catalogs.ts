import type { WireCatalogWarning, WireImage } from "@catalog-deck/catalogservice";
import { deprecatedWarning, type ImageUpdateRun, rollbackWarning, type TaskStep } from "../image-update.ts";
import { buildCatalog, type CatalogTraits } from "./build.ts";
import { guidOf, type StoredCatalog, type StoredImage } from "./seeds.ts";

/** A run that is already under way when the simulator starts. */
interface RunUnderWay {
  to?: string;
  /** How far it is, 0 to 1; above 1 it has ended and machines wait for their restart. */
  share: number;
  /** How many times longer than the usual update it takes. */
  timesLonger: number;
  ending?: ImageUpdateRun["ending"];
  steps?: readonly TaskStep[];
}

type DemoCatalog = Omit<CatalogTraits, "image"> & { image?: string; run?: RunUnderWay };

const europe = { region: "westeurope", sessionSupport: "SingleSession" } as const;
const america = { region: "eastus", sessionSupport: "SingleSession" } as const;
const americaShared = { region: "eastus", sessionSupport: "MultiSession", vmSize: "Standard_D8s_v5" } as const;
const asiaShared = { region: "southeastasia", sessionSupport: "MultiSession", vmSize: "Standard_D8s_v5" } as const;

function warning(type: string, warningMessage: string, isError = false): WireCatalogWarning {
  return { type, isDismissible: !isError, warningMessage, isError };
}

const demoCatalogs: readonly DemoCatalog[] = [
  { name: "Accounting", ...europe, image: "Win11-24H2-Oct", machines: 24, users: 22, modifiedDaysAgo: 21 },
  {
    name: "Sales-EU",
    ...europe,
    image: "Win11-24H2-Oct",
    machines: 36,
    users: 33,
    modifiedDaysAgo: 24,
    run: { to: "Win11-24H2-Nov", share: 0.64, timesLonger: 6 },
  },
  { name: "Call-Centre-1", ...americaShared, image: "WS2022-Nov", machines: 80, users: 610, modifiedDaysAgo: 0.5 },
  {
    name: "Call-Centre-2",
    ...americaShared,
    image: "WS2022-Oct",
    machines: 64,
    users: 505,
    modifiedDaysAgo: 22,
    run: { to: "WS2022-Nov", share: 0.12, timesLonger: 10, ending: "newImageAfterNaturalReboot" },
  },
  {
    name: "Design-Studio",
    ...america,
    image: "Win11-24H2-US-Nov",
    machines: 12,
    users: 0,
    modifiedDaysAgo: 1,
    state: "InputRequired",
    statusMessage: "Assign at least one user and one app.",
    joined: "entra",
    warnings: [
      warning("UsersRequired", "No user is assigned to the catalog."),
      warning("AppsRequired", "No app or desktop is published."),
    ],
  },
  {
    name: "Engineering-CAD",
    ...europe,
    image: "Win11-24H2-Oct",
    machines: 40,
    users: 38,
    modifiedDaysAgo: 0.3,
    vmSize: "Standard_NV12ads_A10_v5",
    state: "Error",
    subState: "ErrorRegisterVdaFailed",
    statusMessage: "The new machines did not register with the Citrix Cloud Connectors.",
    extraInfo: "3 of 40 machines registered within 40 minutes.",
    warnings: [warning("VdaRegisterFailure", "37 machines did not register.", true)],
  },
  {
    name: "Sales-APAC",
    ...asiaShared,
    image: "WS2022-APAC-Oct",
    machines: 60,
    users: 420,
    modifiedDaysAgo: 0.4,
    warnings: [rollbackWarning("WS2022-APAC-Nov", "WS2022-APAC-Oct")],
  },
  {
    name: "Reception",
    ...europe,
    image: "Win10-22H2",
    machines: 8,
    users: 11,
    modifiedDaysAgo: 300,
    warnings: [deprecatedWarning("Win10-22H2")],
  },
  { name: "Human-Resources", ...europe, image: "Win11-24H2-Oct", machines: 18, users: 16, modifiedDaysAgo: 20 },
  { name: "Legal", ...europe, image: "Win11-24H2-Oct", machines: 14, users: 12, modifiedDaysAgo: 19 },
  { name: "Finance-Lab (rolls back)", ...europe, image: "Win11-24H2-Oct", machines: 6, users: 4, modifiedDaysAgo: 18 },
  { name: "Payroll-Test (fails)", ...europe, image: "Win11-24H2-Oct", machines: 4, users: 3, modifiedDaysAgo: 17 },
  {
    name: "Warehouse-US",
    ...america,
    image: "Win11-24H2-US-Oct",
    machines: 30,
    users: 29,
    modifiedDaysAgo: 16,
    joined: "entra",
  },
  {
    name: "Marketing",
    ...europe,
    image: "Win11-24H2-Oct",
    machines: 20,
    users: 19,
    modifiedDaysAgo: 23,
    run: { to: "Win11-24H2-Nov", share: 1.2, timesLonger: 8, ending: "newImageAfterNaturalReboot" },
  },
  {
    name: "Developers-Linux",
    ...europe,
    image: "Ubuntu-22.04-Jun",
    machines: 26,
    users: 24,
    modifiedDaysAgo: 120,
    warnings: [warning("AddMachinesFailure", "2 of 4 machines could not be added: the quota is used up.", true)],
  },
  {
    name: "Data-Science",
    region: "westeurope",
    sessionSupport: "MultiSession",
    image: "Ubuntu-24.04-Nov",
    machines: 16,
    users: 75,
    modifiedDaysAgo: 5,
    vmSize: "Standard_E16s_v5",
    // Not a type of Citrix's API: a page must show what it does not know.
    warnings: [warning("HostingCertificateExpiresSoon", "The hosting connection's certificate ends in 12 days.")],
  },
  {
    name: "Executives",
    ...europe,
    image: "Win11-24H2-Oct",
    machines: 10,
    users: 10,
    modifiedDaysAgo: 90,
    isStatic: true,
  },
  { name: "Head-Office-PCs", ...europe, machines: 45, users: 45, modifiedDaysAgo: 200, isRemotePc: true },
  {
    name: "Call-Centre-Manila",
    ...asiaShared,
    image: "WS2022-APAC-Oct",
    machines: 48,
    users: 380,
    modifiedDaysAgo: 15,
  },
  {
    name: "Onboarding-Spring",
    ...europe,
    image: "Win11-24H2-Nov",
    machines: 0,
    users: 0,
    modifiedDaysAgo: 0.1,
    state: "PreDeployment",
    statusMessage: "The catalog is not deployed yet.",
  },
  {
    name: "Interns-Summer",
    ...america,
    image: "Win11-24H2-US-Oct",
    machines: 9,
    users: 0,
    modifiedDaysAgo: 0.01,
    state: "Deleting",
    subState: "DeletingMachines",
    statusMessage: "The catalog is being deleted.",
  },
  {
    name: "Branch-Kuala-Lumpur",
    ...asiaShared,
    image: "WS2022-APAC-Oct",
    machines: 12,
    users: 88,
    modifiedDaysAgo: 2,
    state: "Unknown",
    statusMessage: "The state of the catalog could not be read.",
  },
  {
    name: "Trade-Fair-Berlin",
    ...europe,
    image: "Win11-24H2-Oct",
    machines: 0,
    users: 0,
    modifiedDaysAgo: 30,
    state: "NotFound",
    statusMessage: "The catalog's resources no longer exist in the subscription.",
  },
  {
    name: "Procurement",
    ...america,
    image: "Win11-24H2-US-Oct",
    machines: 15,
    users: 14,
    modifiedDaysAgo: 16,
    // Not a sub-state of Citrix's API: a page must show what it does not know.
    run: { share: 0.35, timesLonger: 4, steps: [{ subState: "ProcessingRotatingMachineIdentities", from: 0 }] },
  },
];

/**
 * The demo's 24 catalogs in every state of the contract. Three are at work when the simulator starts and finish as time
 * goes by; `updateDurationMs` is the length of a usual update, `now` the time in milliseconds since 1970.
 */
export function demoCatalogSeeds(
  images: readonly StoredImage[],
  now: number,
  updateDurationMs: number,
): StoredCatalog[] {
  const byName = new Map(images.map(({ image }) => [image.name, image]));
  return demoCatalogs.map(({ run, image: imageName, ...traits }) => {
    const image = imageName === undefined ? undefined : byName.get(imageName);
    const before = buildCatalog({ ...traits, ...(image && { image }) }, now);
    if (run === undefined) return { before };
    return { before, run: runUnderWay(traits.name, run, byName, now, updateDurationMs) };
  });
}

function runUnderWay(
  catalogName: string,
  run: RunUnderWay,
  imagesByName: ReadonlyMap<string, WireImage>,
  now: number,
  updateDurationMs: number,
): ImageUpdateRun {
  const durationMs = run.timesLonger * updateDurationMs;
  const to = run.to === undefined ? undefined : imagesByName.get(run.to);
  return {
    startedAtMs: now - Math.round(run.share * durationMs),
    durationMs,
    pendingMs: durationMs,
    transactionId: guidOf(`transaction of the run on ${catalogName}`),
    ending: run.ending ?? "newImage",
    ...(to && { image: { id: to.id, name: to.name, os: to.osName ?? "", isDeprecated: to.isDeprecated === true } }),
    ...(run.steps && { steps: run.steps }),
  };
}
