import { buildImage, type ImageTraits } from "./build.ts";
import { guidOf, type ImageApplication, type StoredImage } from "./seeds.ts";

const windows11 = { sessionSupport: "SingleSession", osName: "Windows 11 Enterprise", osVersion: "24H2" } as const;
const server2022 = {
  sessionSupport: "MultiSession",
  osName: "Windows Server 2022",
  osVersion: "21H2",
  isServerOs: true,
} as const;
const current = { vdaVersion: "2511.0.40" } as const;
const previous = { vdaVersion: "2507.0.100" } as const;

type Shelf = "office" | "server" | "linux" | "none";

const demoImages: readonly (ImageTraits & { shelf: Shelf })[] = [
  { name: "Win11-24H2-Nov", region: "westeurope", ...windows11, ...current, ageDays: 3, shelf: "office" },
  { name: "Win11-24H2-Oct", region: "westeurope", ...windows11, ...previous, ageDays: 45, shelf: "office" },
  { name: "Win11-24H2-US-Nov", region: "eastus", ...windows11, ...current, ageDays: 3, shelf: "office" },
  { name: "Win11-24H2-US-Oct", region: "eastus", ...windows11, ...previous, ageDays: 44, shelf: "office" },
  { name: "WS2022-Nov", region: "eastus", ...server2022, ...current, ageDays: 4, shelf: "server" },
  { name: "WS2022-Oct", region: "eastus", ...server2022, ...previous, ageDays: 46, shelf: "server" },
  { name: "WS2022-APAC-Nov", region: "southeastasia", ...server2022, ...current, ageDays: 4, shelf: "server" },
  { name: "WS2022-APAC-Oct", region: "southeastasia", ...server2022, ...previous, ageDays: 46, shelf: "server" },
  {
    name: "Win10-22H2",
    region: "westeurope",
    sessionSupport: "SingleSession",
    osName: "Windows 10 Enterprise",
    osVersion: "22H2",
    vdaVersion: "2203.0.5000",
    ageDays: 610,
    citrixPrepared: true,
    isDeprecated: true,
    shelf: "office",
  },
  {
    name: "Ubuntu-24.04-Nov",
    region: "westeurope",
    sessionSupport: "Both",
    osPlatform: "Linux",
    osName: "Ubuntu",
    osVersion: "24.04",
    vdaVersion: "2511.0.21",
    ageDays: 6,
    diskSizeInGB: 64,
    shelf: "linux",
  },
  {
    name: "Ubuntu-22.04-Jun",
    region: "westeurope",
    sessionSupport: "Unknown",
    osPlatform: "Linux",
    osName: "Ubuntu",
    osVersion: "22.04",
    vdaVersion: "2503.0.12",
    ageDays: 160,
    diskSizeInGB: 64,
    shelf: "linux",
  },
  {
    name: "Win11-25H2-Pilot",
    region: "westeurope",
    ...windows11,
    osVersion: "25H2",
    vdaVersion: "2511.0.40",
    ageDays: 0,
    state: "BuilderVerifying",
    subState: "VerifyingVda",
    status: "The builder checks that the VDA on the image registers.",
    notes: "For the pilot group only. Ask before anyone else gets it.",
    shelf: "none",
  },
  {
    name: "WS2025-Nov",
    region: "eastus",
    sessionSupport: "MultiSession",
    osName: "Windows Server 2025",
    osVersion: "24H2",
    isServerOs: true,
    ageDays: 0,
    state: "Pending",
    status: "The image is being copied from the storage account.",
    shelf: "none",
  },
  {
    name: "Win11-24H2-CAD-Nov",
    region: "westeurope",
    ...windows11,
    ageDays: 2,
    diskSizeInGB: 256,
    state: "Failed",
    subState: "NoSupportedVdaFound",
    status: "No supported VDA was found on the image.",
    notes: "With the workstation graphics driver. Build again with VDA 2507 or newer.",
    shelf: "none",
  },
];

const applicationsOfShelf: Record<Shelf, readonly string[]> = {
  office: [
    "Adobe Acrobat Reader|C:\\Program Files\\Adobe\\Acrobat DC\\Acrobat\\Acrobat.exe",
    "Google Chrome|C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "Microsoft Edge|C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
    "Microsoft Excel|C:\\Program Files\\Microsoft Office\\root\\Office16\\EXCEL.EXE",
    "Microsoft Outlook|C:\\Program Files\\Microsoft Office\\root\\Office16\\OUTLOOK.EXE",
    "Microsoft Word|C:\\Program Files\\Microsoft Office\\root\\Office16\\WINWORD.EXE",
    "SAP Logon|C:\\Program Files\\SAP\\FrontEnd\\SAPgui\\saplogon.exe",
  ],
  server: [
    "Genesys Cloud|C:\\Program Files\\Genesys\\Cloud\\GenesysCloud.exe",
    "Microsoft Edge|C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
    "Microsoft Excel|C:\\Program Files\\Microsoft Office\\root\\Office16\\EXCEL.EXE",
    "Notepad++|C:\\Program Files\\Notepad++\\notepad++.exe",
  ],
  linux: [
    "Firefox|/usr/bin/firefox",
    "GNOME Terminal|/usr/bin/gnome-terminal",
    "JupyterLab|/opt/jupyter/bin/jupyter-lab",
    "Visual Studio Code|/usr/bin/code",
  ],
  none: [],
};

/** The demo's 14 images: three regions, Windows and Linux, two months' builds, a deprecated one, three not ready. */
export function demoImageSeeds(now: number): StoredImage[] {
  return demoImages.map(({ shelf, ...traits }) => ({
    image: buildImage(traits, now),
    applications: applicationsOfShelf[shelf].map((entry) => applicationOf(traits.name, entry)),
  }));
}

function applicationOf(imageName: string, entry: string): ImageApplication {
  const [name = "", applicationPath = ""] = entry.split("|");
  return {
    id: guidOf(`application ${imageName} ${name}`),
    name,
    applicationPath,
    description: `${name} on ${imageName}`,
  };
}
