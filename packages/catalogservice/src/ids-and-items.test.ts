import { describe, expect, it } from "vitest";
import { catalog, clientFor, failureOf, image, json, startCitrixServer, update } from "./citrix-server.test-support.ts";

const base = "/catalogservice/contoso";

describe("ids", () => {
  it("come out in small letters and go back as Citrix spelled them last", async () => {
    const server = await startCitrixServer();
    const client = clientFor(server);
    server.replies(
      json(200, { items: [{ id: "SITE-1" }] }),
      json(200, { items: [{ ...catalog, id: "CATALOG-1", imageId: "IMAGE-1" }] }),
      json(200, { items: [{ ...image, id: "Image-2" }] }),
      json(200, { ...image, id: "IMAGE-2", catalogs: [{ catalogId: "CATALOG-1", catalogName: "F", state: "Active" }] }),
      json(200, { ...catalog, id: "Catalog-1", imageId: "Image-1" }),
      json(202, "", { location: `${base}/SITE-1/catalogs/CATALOG-1/updateStatus?job=7` }),
      json(200, { state: "Processing" }),
    );
    expect((await client.listSites()).data.items).toEqual([{ id: "site-1" }]);
    expect((await client.listCatalogs("site-1")).data.items).toMatchObject([{ id: "catalog-1", imageId: "image-1" }]);
    expect((await client.listImages("site-1")).data.items).toMatchObject([{ id: "image-2" }]);
    expect((await client.getImage("site-1", "image-2")).data).toMatchObject({
      id: "image-2",
      catalogs: [{ catalogId: "catalog-1" }],
    });
    expect((await client.getCatalog("site-1", "catalog-1")).data).toMatchObject({
      id: "catalog-1",
      imageId: "image-1",
    });
    const started = await client.startImageUpdate("site-1", "catalog-1", { ...update, imageId: "image-2" });
    await client.getUpdateStatus("site-1", "catalog-1", started.statusUrl);
    expect(server.calls.map(({ path }) => path.replace(base, ""))).toEqual([
      "/sites",
      "/SITE-1/managedcatalogs",
      "/SITE-1/images?includeCitrixPrepared=true&includeCustomerPrepared=true",
      "/SITE-1/images/Image-2",
      "/SITE-1/managedcatalogs/CATALOG-1",
      "/SITE-1/catalogs/Catalog-1/$updateImage?async=true",
      "/SITE-1/catalogs/CATALOG-1/updateStatus?job=7",
    ]);
    expect(JSON.parse(server.calls[5]?.body ?? "")).toMatchObject({ TemplateId: "IMAGE-2" });
  });

  it("go out as they are given while Citrix has named none", async () => {
    const server = await startCitrixServer();
    server.replies(json(200, { ...catalog, id: "catalog-1" }));
    await clientFor(server).getCatalog("Site-1", "Catalog-1");
    expect(server.calls[0]?.path).toBe(`${base}/Site-1/managedcatalogs/Catalog-1`);
  });
});

describe("a list", () => {
  it("is read item by item: what cannot be read is told with its place, its field and what is known of it", async () => {
    const server = await startCitrixServer();
    const items = [null, catalog, { id: "ODD", name: "Odd", state: 7 }, { ...catalog, id: "CATALOG-1", name: "Twin" }];
    server.replies(json(200, { items: [...items, { id: "catalog-1" }, { id: "odd" }] }));
    const { data } = await clientFor(server).listCatalogs("site-1");
    expect(data.items).toEqual([catalog]);
    expect(data.unreadable).toEqual([
      { index: 0, field: "item" },
      { index: 2, field: "state", id: "odd", name: "Odd" },
      { index: 4, field: "name" },
      { index: 5, field: "name" },
    ]);
  });

  it("with a catalog whose image is of another type does not take it for one without an image", async () => {
    const server = await startCitrixServer();
    server.replies(
      json(200, { items: [{ ...catalog, imageId: { id: "image-1" } }] }),
      json(200, { ...catalog, imageId: 7 }),
    );
    const client = clientFor(server);
    expect((await client.listCatalogs("site-1")).data).toMatchObject({ items: [], unreadable: [{ field: "imageId" }] });
    const error = await failureOf(client.getCatalog("site-1", "catalog-1"));
    expect(error).toMatchObject({ kind: "unreadable", field: "imageId" });
  });

  it("of nothing that is a catalog is an empty list, and every item is counted", async () => {
    const server = await startCitrixServer();
    const deep = JSON.parse(`${"[".repeat(1_000)}${"]".repeat(1_000)}`);
    const nonsense = [null, true, 0, -1, "", "x", [], [catalog], {}, { items: [catalog] }, deep];
    const keys = JSON.parse('[{"__proto__":{"id":"x","name":"x","state":"x"}},{"constructor":"x","id":[],"name":{}}]');
    server.replies(json(200, { items: [...nonsense, ...keys] }));
    const { data } = await clientFor(server).listCatalogs("site-1");
    expect(data.items).toEqual([]);
    expect(data.unreadable.map(({ index }) => index)).toEqual(Array.from({ length: 13 }, (_, index) => index));
    expect(data.unreadable.every((item) => !("id" in item) && !("name" in item))).toBe(true);
  });
});
