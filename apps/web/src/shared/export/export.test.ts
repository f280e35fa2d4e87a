import type { ImageUpdate, ImageUpdateList } from "@catalog-deck/contract";
import { aCatalog, aCatalogRollout, anUpdate } from "@catalog-deck/contract/testing";
import { parse } from "csv-parse/sync";
import { afterEach, describe, expect, test, vi } from "vitest";
import { problem } from "../../testing/test-app.tsx";
import { catalogsAsCsv, catalogsAsJson } from "./export-catalogs.ts";
import { updatesAsCsv, updatesAsJson } from "./export-updates.ts";
import { readHistory } from "./read-history.ts";

afterEach(() => {
  vi.resetModules();
});

const hostileNames = [
  "=cmd|' /C calc'!A0",
  '=HYPERLINK("https://evil.example","x")',
  "+1",
  "-1+2",
  "@SUM(A1)",
  "\tTab",
  "\rReturn",
  "\nline",
  'say "hello"',
  '"',
  '""",',
  "one,two;three",
  "two\r\nlines",
  "\uff1d1+1",
  "Größe 漢字 \u{1f469}\u200d\u{1f4bb}",
  "\ufeffmark",
  " spaces ",
  "",
];

/** A spreadsheet shows what begins like a formula with an apostrophe before it; nothing else is changed. */
const harmless = (text: string) => (/^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text);
const read = (csv: string): Record<string, string>[] =>
  parse(csv, { bom: true, columns: true, record_delimiter: "\r\n" });
const origin = { connection: { id: "default", name: "Contoso" }, exportedAt: "2026-11-23T14:05:00.000Z" };

describe("catalogs as a file", () => {
  test("come back from a CSV parser with every hostile name unharmed, in their order, and none as a formula", () => {
    const catalogs = hostileNames.map((name, number) =>
      aCatalog({ id: `cat-${number}`, name, region: name, warnings: [{ type: "PendingVdaUpdate" }] }),
    );
    const csv = catalogsAsCsv(catalogs);
    expect(csv.startsWith("\ufeffCatalog id,Name,State,")).toBe(true);
    const rows = read(csv);
    expect(rows.map((row) => row.Name)).toEqual(hostileNames.map(harmless));
    expect(rows.map((row) => row.Region)).toEqual(hostileNames.map(harmless));
    expect(rows.map((row) => row["Catalog id"])).toEqual(catalogs.map(({ id }) => id));
    for (const value of rows.flatMap((row) => Object.values(row))) expect(value).not.toMatch(/^[=+@\t\r\n]/);
  });

  test("carry ids, ISO times and words side by side, and numbers stay numbers", () => {
    const activeUpdate = anUpdate({ id: "u", catalogId: "c", citrixTransactionId: "tx-1" });
    const [row] = read(catalogsAsCsv([aCatalog({ id: "c", name: "Sales", state: "Processing", activeUpdate })]));
    expect(row).toMatchObject({
      State: "Updating",
      "State at Citrix": "Processing",
      "Image id": "img-1",
      Image: "Win11-Oct",
      Machines: "10",
      "Being updated to": "Win11-Nov",
      "Update sent": "2026-11-23T10:00:00Z",
      "Citrix transaction": "tx-1",
    });
  });

  test("name the rollout that a catalog waits in, its wave and the image it goes to", () => {
    const rows = read(
      catalogsAsCsv([
        aCatalog({ id: "c-1", name: "Sales", rollout: aCatalogRollout() }),
        aCatalog({ id: "c-2", name: "Free" }),
      ]),
    );
    expect(rows.map((row) => [row.Rollout, row.Wave, row["Rollout moves to"]])).toEqual([
      ["Win11-Nov", "2", "Win11-Nov"],
      ["", "", ""],
    ]);
  });

  test("on a German page have semicolons, which a German Excel puts into columns", async () => {
    vi.stubGlobal("__PARAGLIDE_STATIC_LOCALE__", "de");
    vi.resetModules();
    const german = await import("./export-catalogs.ts");
    const names = [...hostileNames, "Vertrieb;=1+1", "Vertrieb, Süd"];
    const csv = german.catalogsAsCsv(names.map((name, number) => aCatalog({ id: `cat-${number}`, name })));
    expect(csv.startsWith("\ufeffKatalog-ID;Name;Status;")).toBe(true);
    const rows: Record<string, string>[] = parse(csv, {
      bom: true,
      columns: true,
      delimiter: ";",
      record_delimiter: "\r\n",
    });
    expect(rows.map(({ Name }) => Name)).toEqual(names.map((name) => harmless(name).replace(";=", ";'=")));
    expect((await import("../../api/audit.ts")).auditExportAddress({}, "csv")).toBe(
      "/api/audit/export?format=csv&separator=semicolon",
    );
  });

  test("as JSON are exactly what the server gave, with where and when", () => {
    const catalogs = hostileNames.map((name, number) => aCatalog({ id: `cat-${number}`, name }));
    const file = JSON.parse(catalogsAsJson(catalogs, origin));
    expect(file).toMatchObject({ ...origin, catalogs });
    expect(file.catalogs[0].stateInWords).toBe("Active");
  });
});

describe("the history as a file", () => {
  test("comes back from a CSV parser with every hostile text unharmed", () => {
    const updates = hostileNames.map((text, number) =>
      anUpdate({
        id: `u-${number}`,
        catalogId: "c",
        catalogName: text,
        reason: text,
        warningMessage: text,
        vdaUpdateDelay: -1,
        state: "succeeded",
        finishedAt: "2026-11-23T10:30:00Z",
      }),
    );
    const rows = read(updatesAsCsv(updates));
    for (const column of ["Catalog", "Reason", "Message to users"]) {
      expect(rows.map((row) => row[column])).toEqual(hostileNames.map(harmless));
    }
    expect(rows[0]).toMatchObject({
      State: "Succeeded",
      "State code": "succeeded",
      Restarts: "as users log off",
      "Restart delay in minutes": "-1",
      Ended: "2026-11-23T10:30:00Z",
      "Sent by": "Alex Admin",
    });
    const about = { ...origin, filter: { state: "succeeded" as const }, complete: true };
    expect(JSON.parse(updatesAsJson(updates, about))).toMatchObject({ ...about, updates });
  });
});

describe("the whole history", () => {
  const pages = new Map<string | null, ImageUpdateList>();
  const update = (id: string, fields: Partial<ImageUpdate> = {}) => anUpdate({ id, catalogId: "c", ...fields });

  function serve(): string[] {
    const asked: string[] = [];
    vi.stubGlobal("fetch", async (path: string) => {
      asked.push(path);
      const cursor = new URL(path, "http://deck").searchParams.get("cursor");
      const page = pages.get(cursor);
      return page === undefined ? problem(503) : Response.json(page);
    });
    return asked;
  }

  test("is every page that the filter lets through, each update once by its newest reading", async () => {
    pages.set(null, { items: [update("a"), update("b", { state: "running" })], nextCursor: "2" });
    pages.set("2", { items: [update("b", { state: "succeeded" }), update("c")], nextCursor: "3" });
    pages.set("3", { items: [update("d")] });
    const asked = serve();
    const counts: number[] = [];
    const options = { signal: new AbortController().signal, onProgress: (count: number) => counts.push(count) };
    const history = await readHistory("default", { catalogId: "c", state: "running" }, options);
    expect(history.complete).toBe(true);
    expect(history.updates.map(({ id, state }) => [id, state])).toEqual([
      ["a", "running"],
      ["b", "succeeded"],
      ["c", "running"],
      ["d", "running"],
    ]);
    expect(counts).toEqual([2, 3, 4]);
    expect(asked[1]).toBe("/api/connections/default/image-updates?catalogId=c&state=running&cursor=2&limit=200");
  });

  test("is cut at the bound and says so", async () => {
    const signal = new AbortController().signal;
    serve();
    const cut = await readHistory("default", {}, { signal, onProgress: () => {}, most: 3 });
    expect(cut.updates.map(({ id }) => id)).toEqual(["a", "b", "c"]);
    expect(cut.complete).toBe(false);
  });

  test("can be cancelled between pages, and a page that cannot be read ends it", async () => {
    const cancelled = new AbortController();
    const asked = serve();
    const reading = readHistory("default", {}, { signal: cancelled.signal, onProgress: () => cancelled.abort() });
    await expect(reading).rejects.toThrow(/abort/i);
    expect(asked).toHaveLength(1);
    pages.delete("3");
    const signal = new AbortController().signal;
    await expect(readHistory("default", {}, { signal, onProgress: () => {} })).rejects.toMatchObject({ status: 503 });
  });
});
