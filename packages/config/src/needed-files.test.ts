import { expect, it } from "vitest";
import { neededFiles } from "./needed-files.ts";

it("counts the entry, the catalogs page and what they import statically, and leaves the other pages out", () => {
  const files = neededFiles({
    "index.html": {
      file: "a.js",
      isEntry: true,
      imports: ["_shared.js"],
      dynamicImports: ["src/pages/images/images-page.tsx"],
      css: ["a.css"],
    },
    "_shared.js": { file: "shared.js", imports: ["index.html"] },
    "src/pages/catalogs/catalogs-page.tsx": { file: "catalogs.js", imports: ["_table.js"], css: ["catalogs.css"] },
    "_table.js": { file: "table.js" },
    "src/pages/images/images-page.tsx": { file: "images.js", css: ["images.css"] },
  });
  expect(files.sort()).toEqual(["a.css", "a.js", "catalogs.css", "catalogs.js", "shared.js", "table.js"]);
});
