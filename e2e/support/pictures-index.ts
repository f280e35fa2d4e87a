import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { picturesFolder } from "./pictures.ts";

const choices = ["en", "de", "light", "dark", "1440", "768", "640", "360"];

const style = `
:root { color-scheme: light dark; font: 14px/1.4 system-ui, sans-serif; }
body { margin: 0 24px 48px; }
form { position: sticky; top: 0; display: flex; flex-wrap: wrap; gap: 16px; padding: 12px 0; background: Canvas; }
h1 { font-size: 20px; } h2 { margin: 24px 0 8px; font-size: 14px; }
section > div { display: flex; flex-wrap: wrap; align-items: flex-start; gap: 12px; }
figure { margin: 0; } figcaption { color: GrayText; font-size: 12px; }
img { display: block; max-width: 100%; border: 1px solid GrayText; }
${choices.map((part) => `body:not(:has(#show-${part}:checked)) [data-of~="${part}"] { display: none; }`).join("\n")}`;

/** Playwright's global tear-down of the pictures: writes the page that shows them all, by name. */
export default async function writeIndex(): Promise<void> {
  const files = (await readdir(picturesFolder)).filter((file) => file.endsWith(".png")).sort();
  const names = [...new Set(files.map((file) => file.split(".")[0] ?? ""))];
  const sections = names.map((name) => {
    const figures = files
      .filter((file) => file.startsWith(`${name}.`))
      .map((file) => {
        const parts = file.split(".").slice(1, -1);
        const width = parts.includes("360") ? 180 : 560;
        return `<figure data-of="${parts.join(" ")}"><figcaption>${parts.join(" ")}</figcaption>
<a href="${file}"><img src="${file}" alt="${name}, ${parts.join(", ")}" width="${width}" loading="lazy"></a></figure>`;
      });
    return `<section><h2 id="${name}"><a href="#${name}">${name}</a></h2><div>${figures.join("\n")}</div></section>`;
  });
  const boxes = choices.map((part) => `<label><input type="checkbox" id="show-${part}" checked> ${part}</label>`);
  await writeFile(
    join(picturesFolder, "index.html"),
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>Catalog Deck: pictures</title><style>${style}</style>
<h1>${files.length} pictures of ${names.length} pages and states</h1><form>${boxes.join("")}</form>
${sections.join("\n")}</html>\n`,
  );
  console.log(`${files.length} pictures: ${join(picturesFolder, "index.html")}`);
}
