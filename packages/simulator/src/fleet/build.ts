import type { WireCatalog, WireCatalogWarning, WireImage } from "@catalog-deck/catalogservice";
import { isoTime } from "../image-update.ts";
import { dayMs, guidOf, hourMs } from "./seeds.ts";

/** What tells one image from another; everything else is filled in the same way for all. */
export interface ImageTraits {
  name: string;
  region: string;
  sessionSupport: string;
  osName: string;
  osVersion: string;
  osPlatform?: "Windows" | "Linux";
  isServerOs?: boolean;
  vdaVersion?: string;
  ageDays: number;
  state?: string;
  subState?: string;
  /** Text for a person while the image is not Ready. */
  status?: string;
  citrixPrepared?: boolean;
  isDeprecated?: boolean;
  notes?: string;
  diskSizeInGB?: number;
}

/** What tells one catalog from another. */
export interface CatalogTraits {
  name: string;
  region: string;
  sessionSupport: "SingleSession" | "MultiSession";
  /** The image in use; a Remote PC catalog has none. */
  image?: WireImage;
  machines: number;
  users: number;
  modifiedDaysAgo: number;
  state?: string;
  subState?: string;
  statusMessage?: string;
  extraInfo?: string;
  warnings?: WireCatalogWarning[];
  joined?: "domain" | "entra";
  isStatic?: boolean;
  isRemotePc?: boolean;
  vmSize?: string;
}

const regionCodes: Record<string, string> = { westeurope: "weu", eastus: "eus", southeastasia: "sea" };

/** An image as Citrix's API has it from its traits, with dates counted back from `now` (milliseconds since 1970). */
export function buildImage(traits: ImageTraits, now: number): WireImage {
  const id = guidOf(`image ${traits.name}`);
  const ready = (traits.state ?? "Ready") === "Ready";
  const createdMs = now - traits.ageDays * dayMs - 3 * hourMs;
  const code = regionCodes[traits.region] ?? traits.region;
  return {
    id,
    name: traits.name,
    state: traits.state ?? "Ready",
    subState: traits.subState ?? null,
    status: traits.status ?? null,
    extraInfo: null,
    statusMessageId: null,
    sessionSupport: traits.sessionSupport,
    osPlatform: traits.osPlatform ?? "Windows",
    osName: traits.osName,
    osVersion: traits.osVersion,
    isServerOs: traits.isServerOs ?? false,
    vdaVersion: traits.vdaVersion ?? null,
    citrixPrepared: traits.citrixPrepared ?? false,
    isDeprecated: traits.isDeprecated ?? false,
    region: traits.region,
    subscriptionId: traits.citrixPrepared ? null : guidOf("subscription contoso-prod"),
    subscriptionName: traits.citrixPrepared ? "Citrix Managed" : "contoso-prod",
    resourceGroup: traits.citrixPrepared ? null : `rg-images-${code}`,
    storageAccount: traits.citrixPrepared ? null : `stimages${code}`,
    notes: traits.notes ?? null,
    transactionId: guidOf(`transaction ${id}`),
    createdDate: isoTime(createdMs),
    finalizedDate: ready ? isoTime(now - traits.ageDays * dayMs) : null,
    diskSizeInGB: traits.diskSizeInGB ?? 127,
    hyperVGen: "V2",
    startedAt: ready ? null : isoTime(createdMs),
    estimatedTimeInMinute: ready ? null : 240,
    linkedCatalogs: 0,
    linkedCatalogsNames: [],
  };
}

/** A catalog as Citrix's API has it from its traits, with dates counted back from `now` (milliseconds since 1970). */
export function buildCatalog(traits: CatalogTraits, now: number): WireCatalog {
  const id = guidOf(`catalog ${traits.name}`);
  const state = traits.state ?? "Active";
  const isAzureAdJoined = traits.joined === "entra";
  const code = regionCodes[traits.region] ?? traits.region;
  return {
    id,
    name: traits.name,
    sessionSupport: traits.sessionSupport,
    allocationType: traits.isStatic || traits.isRemotePc ? "Permanent" : "Random",
    persistStaticAllocatedVmDisks: traits.isStatic ?? false,
    state,
    subState: traits.subState ?? null,
    statusMessage: traits.statusMessage ?? null,
    extraInfo: traits.extraInfo ?? null,
    transactionId: guidOf(`transaction ${id}`),
    warnings: traits.warnings ?? [],
    taskCompletionPercentage: null,
    lastModifiedTime: isoTime(now - traits.modifiedDaysAgo * dayMs),
    imageId: traits.image?.id ?? null,
    templateImageName: traits.image?.name ?? null,
    templateImageOs: traits.image?.osName ?? null,
    totalMachinesInCatalog: traits.machines,
    numOfUsers: traits.users,
    maxNumOfUsers: traits.sessionSupport === "MultiSession" ? traits.machines * 12 : traits.machines,
    region: traits.region,
    subscriptionId: guidOf("subscription contoso-prod"),
    subscriptionName: "contoso-prod",
    resourceGroup: `rg-daas-${code}`,
    vmTypeInstanceType: traits.isRemotePc ? null : (traits.vmSize ?? "Standard_D4s_v5"),
    domainJoined: !isAzureAdJoined,
    domainName: isAzureAdJoined ? null : "corp.contoso.com",
    domainServiceAccount: isAzureAdJoined ? null : "svc-daas@corp.contoso.com",
    isAzureAdJoined,
    storeFrontUrl: state === "Active" ? "https://contoso.cloud.com" : null,
    offeringId: guidOf(`offering ${id}`),
    offeringIdApp: guidOf(`offering apps ${id}`),
    offeringIdDesktop: guidOf(`offering desktops ${id}`),
    deliveryGroupId: guidOf(`delivery group ${id}`),
    advanced: false,
    catalogType: isAzureAdJoined ? "CustomerAzureAdJoined" : "CustomerDomainJoined",
    isRemotePcCatalog: traits.isRemotePc ?? false,
  };
}
