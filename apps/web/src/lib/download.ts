/** Long enough for a browser that asks where to save. */
const keptForMs = 60_000;

/** Hands a text to the browser as a file to save; UTF-8. */
export function downloadText(fileName: string, mediaType: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: `${mediaType};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = address;
  link.download = fileName;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), keptForMs);
}

/**
 * A file name of letters, digits, dots and hyphens that every system takes, such as
 * `catalog-deck-catalogs-contoso-2026-11-23.csv`. Names of people's things are cut to 40 characters each.
 */
export function fileNameOf(parts: readonly string[], extension: string): string {
  const harmless = parts.map((part) =>
    [...part.normalize("NFC").replace(/[^\p{L}\p{M}\p{N}]+/gu, "-")]
      .slice(0, 40)
      .join("")
      .replace(/^-+|-+$/g, ""),
  );
  return `${["catalog-deck", ...harmless].filter((part) => part !== "").join("-")}.${extension}`;
}

/** The day of a time in the person's own time zone, for a file name: `2026-11-23`. */
export function dayForFileName(time: Date): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}
