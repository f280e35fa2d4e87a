import type { Catalog, Image } from "@catalog-deck/contract";

/** Distributions that Citrix supports for a VDA, as Azure and people write them. */
const linuxNames = /linux|ubuntu|debian|red ?hat|\brhel\b|centos|\bsuse\b|\bsles\b|rocky|fedora/i;

/** Citrix's word, undefined when it says nothing: an empty text and `Unknown` are no facts. */
export function known(word: string | undefined): string | undefined {
  const text = word?.trim();
  return text === undefined || text === "" || text.toLowerCase() === "unknown" ? undefined : text;
}

/** `Windows`, `Linux` or a word of Citrix's own: by the image's field, else by the name of its system. */
export function platformOf(image: Pick<Image, "osPlatform" | "osName">): string | undefined {
  return known(image.osPlatform) ?? platformNamed(image.osName);
}

/** The platform that a catalog runs on: by the image in use, else by what the catalog itself says of its system. */
export function platformInUse(catalog: Catalog, currentImage: Image | undefined): string | undefined {
  return (currentImage && platformOf(currentImage)) ?? platformNamed(catalog.templateImageOs);
}

/** Whether an image has a server system: by its field, else by the name of a Windows. */
export function isServerSystem(image: Pick<Image, "isServerOs" | "osName">): boolean | undefined {
  return image.isServerOs ?? isServerNamed(image.osName);
}

/** Whether a catalog runs on a server system: by the image in use, else by what the catalog itself says of its system. */
export function isServerInUse(catalog: Catalog, currentImage: Image | undefined): boolean | undefined {
  return (currentImage && isServerSystem(currentImage)) ?? isServerNamed(catalog.templateImageOs);
}

function platformNamed(system: string | undefined): "Windows" | "Linux" | undefined {
  if (system === undefined) return undefined;
  if (/windows/i.test(system)) return "Windows";
  return linuxNames.test(system) ? "Linux" : undefined;
}

function isServerNamed(system: string | undefined): boolean | undefined {
  if (platformNamed(system) !== "Windows") return undefined;
  if (/server/i.test(system ?? "")) return true;
  return /windows (7|8|8\.1|10|11)\b/i.test(system ?? "") ? false : undefined;
}
