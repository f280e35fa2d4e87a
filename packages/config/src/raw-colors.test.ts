import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const web = join(import.meta.dirname, "../../../apps/web/src");
const tokens = ["ui/first-paint.css", "ui/tokens.css"];
const raw = /#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})\b(?!["']?\s*[/?])|\b(?:rgba?|hsla?|oklch|oklab|lab|lch)\(/i;

test("colors have one place: only the tokens name them, everything else goes by the tokens' names", () => {
  const sources = readdirSync(web, { recursive: true, encoding: "utf8" }).filter(
    (file) => /\.(tsx?|css)$/.test(file) && !/\.test\.tsx?$/.test(file) && !/(^|[\\/])i18n[\\/]/.test(file),
  );
  expect(sources).toEqual(expect.arrayContaining(tokens));
  const found = sources
    .filter((file) => !tokens.includes(file))
    .flatMap((file) =>
      readFileSync(join(web, file), "utf8")
        .split("\n")
        .filter((line) => raw.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
  expect(found).toEqual([]);
});
