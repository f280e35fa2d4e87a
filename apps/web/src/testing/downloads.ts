import { vi } from "vitest";

/** Catches what a page saves as files until the test ends, instead of the browser. */
export function catchDownloads(): { name: string; text: () => Promise<string> }[] {
  const saved: { name: string; text: () => Promise<string> }[] = [];
  let last: Blob | undefined;
  vi.stubGlobal(
    "URL",
    Object.assign(URL, {
      createObjectURL: (blob: Blob) => {
        last = blob;
        return "blob:test";
      },
      revokeObjectURL: () => {},
    }),
  );
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
    const blob = last;
    if (this.download === "" || blob === undefined) return;
    // The mark at the beginning counts: `blob.text()` would take it away.
    const text = async () => new TextDecoder("utf-8", { ignoreBOM: true }).decode(await bytesOf(blob));
    saved.push({ name: this.download, text });
  });
  return saved;
}

/** jsdom's Blob gives its bytes only to a reader. */
function bytesOf(blob: Blob): Promise<ArrayBuffer> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result as ArrayBuffer));
    reader.addEventListener("error", () => reject(new Error("the file cannot be read")));
    reader.readAsArrayBuffer(blob);
  });
}
