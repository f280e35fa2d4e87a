import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { expect, test } from "vitest";
import { anchorsOf, citationsIn, linksIn } from "./citations.ts";

const repository = join(import.meta.dirname, "../../..");
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: repository,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => file !== "" && existsSync(join(repository, file)));
const pages = files.filter((file) => file.endsWith(".md"));
const textOf = (file: string) => readFileSync(join(repository, file), "utf8");
const anchors = new Map(pages.map((page) => [page, anchorsOf(textOf(page))]));

test("every link in a document leads to a file and section of this repository", () => {
  const dangling = pages.flatMap((page) =>
    linksIn(textOf(page)).flatMap(({ path, anchor }) => {
      const target = path === "" ? page : posix.normalize(posix.join(dirname(page), path));
      const leads = existsSync(join(repository, target)) && (anchor === "" || anchors.get(target)?.has(anchor));
      return leads ? [] : [`${page}: ${path}${anchor === "" ? "" : `#${anchor}`}`];
    }),
  );
  expect(dangling).toEqual([]);
});

test("every document that code refers to exists, once, and has the section", () => {
  const code = files.filter((file) => /\.(tsx?|mjs|css)$/.test(file) && !file.includes("/citations."));
  const dangling = code.flatMap((file) =>
    citationsIn(textOf(file)).flatMap(({ path, anchor }) => {
      // From the repository's folder, from a package's or a file's own, or by its name alone.
      const end = `/${path.replace(/^(?:\.\.\/)+/, "")}`;
      const targets = pages.includes(path) ? [path] : pages.filter((page) => `/${page}`.endsWith(end));
      const [target = ""] = targets;
      const leads = targets.length === 1 && (anchor === "" || anchors.get(target)?.has(anchor));
      return leads ? [] : [`${file}: ${path}${anchor === "" ? "" : `#${anchor}`}`];
    }),
  );
  expect(dangling).toEqual([]);
});

test("citations are found with and without a section", () => {
  expect(citationsIn("/** As in citrix-api.md#update-body, and `apps/bff/docs/upstream.md`. */")).toEqual([
    { path: "citrix-api.md", anchor: "update-body" },
    { path: "apps/bff/docs/upstream.md", anchor: "" },
  ]);
});

test("headings become anchors as on GitHub, repeated ones with a number", () => {
  expect([...anchorsOf("# One: `two`, three\n```sh\n# no heading\n```\n## A\n## A\n")]).toEqual([
    "one-two-three",
    "a",
    "a-1",
  ]);
});
