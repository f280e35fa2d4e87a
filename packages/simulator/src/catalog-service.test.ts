import {
  WireCatalog,
  WireCatalogList,
  WireCatalogStatus,
  WireImageDetails,
  WireImageList,
  WireSiteList,
} from "@catalog-deck/catalogservice";
import { describe, expect, it } from "vitest";
import { startTestCaller } from "./test-caller.ts";

const allImages = "images?includeCitrixPrepared=true&includeCustomerPrepared=true";

describe("reads", () => {
  it("answer every read of the contract in the contract's shape", async () => {
    const { simulator, customerUrl, siteUrl, get, catalogNamed, imageNamed } = await startTestCaller();
    const { id } = await catalogNamed("Accounting");
    const image = await imageNamed("Win11-24H2-Nov");
    const sites = WireSiteList.parse((await get(`${customerUrl}/sites`)).json);
    expect(sites.items.map((site) => site.id)).toEqual([simulator.siteId]);
    expect(WireCatalogList.parse((await get(`${siteUrl}/managedcatalogs`)).json).items).toHaveLength(24);
    expect(WireCatalog.parse((await get(`${siteUrl}/managedcatalogs/${id}`)).json).name).toBe("Accounting");
    expect(WireImageList.parse((await get(`${siteUrl}/${allImages}`)).json).items).toHaveLength(14);
    expect(WireImageDetails.parse((await get(`${siteUrl}/images/${image.id}`)).json).applications).not.toHaveLength(0);
    expect(WireCatalogStatus.parse((await get(`${siteUrl}/catalogs/${id}/updateStatus`)).json).state).toBe("Active");
  });

  it("serve catalogs under 'catalogs' as well", async () => {
    const { siteUrl, get, catalogNamed } = await startTestCaller();
    const { id } = await catalogNamed("Accounting");
    expect((await get(`${siteUrl}/catalogs`)).text).toBe((await get(`${siteUrl}/managedcatalogs`)).text);
    expect((await get(`${siteUrl}/catalogs/${id}`)).text).toBe((await get(`${siteUrl}/managedcatalogs/${id}`)).text);
  });

  it("list only the kinds of image that were asked for", async () => {
    const { siteUrl, get } = await startTestCaller();
    const counted = async (query: string) =>
      WireImageList.parse((await get(`${siteUrl}/images?${query}`)).json).items.length;
    expect(await counted("includeCitrixPrepared=true")).toBe(1);
    expect(await counted("includeCustomerPrepared=true")).toBe(13);
  });

  it("show with an image the catalogs that use it", async () => {
    const { siteUrl, get, imageNamed } = await startTestCaller();
    const image = await imageNamed("WS2022-Nov");
    expect(image).toMatchObject({ linkedCatalogs: 1, linkedCatalogsNames: ["Call-Centre-1"] });
    const details = WireImageDetails.parse((await get(`${siteUrl}/images/${image.id}`)).json);
    expect(details.catalogs).toMatchObject([{ catalogName: "Call-Centre-1", state: "Active" }]);
  });

  it("answer 404 for a site, catalog or image that does not exist, and for another service", async () => {
    const { simulator, customerUrl, siteUrl, get } = await startTestCaller();
    for (const url of [
      `${customerUrl}/no-such-site/managedcatalogs`,
      `${siteUrl}/managedcatalogs/none`,
      `${siteUrl}/managedcatalogs/%zz`,
      `${siteUrl}/catalogs/none/updateStatus`,
      `${siteUrl}/images/none`,
      `${simulator.baseUrl}/elsewhere`,
    ]) {
      expect((await get(url)).status, url).toBe(404);
    }
  });

  it("answer 501 for what is not built", async () => {
    const { siteUrl, get } = await startTestCaller();
    expect((await get(`${siteUrl}/networkconnections`)).status).toBe(501);
  });

  it("echo the transaction id and give one of their own where there is none", async () => {
    const { customerUrl, siteUrl, get } = await startTestCaller();
    const echoed = await get(`${siteUrl}/managedcatalogs/none`, { "Citrix-TransactionId": "tx-1" });
    expect(echoed.headers.get("citrix-transactionid")).toBe("tx-1");
    expect((await get(`${customerUrl}/sites`)).headers.get("citrix-transactionid")).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe("$updateImage", () => {
  it("answers 202 with the catalog's id and the address of its status", async () => {
    const { siteUrl, get, update, catalogNamed, imageNamed } = await startTestCaller();
    const { id } = await catalogNamed("Accounting");
    const body = { TemplateId: (await imageNamed("Win11-24H2-Nov")).id, CitrixPrepared: false, VdaUpdateDelay: 60 };
    const answer = await update(id, body);
    expect(answer.status).toBe(202);
    expect(answer.json).toBe(id);
    const location = answer.headers.get("location") ?? "";
    expect(location).toBe(`${siteUrl}/catalogs/${id}/updateStatus`);
    expect((await get(location)).json).toMatchObject({ state: "Processing" });
  });

  it("reads the body's keys in either case", async () => {
    const { update, catalogNamed, imageNamed } = await startTestCaller();
    const { id } = await catalogNamed("Accounting");
    const templateId = (await imageNamed("Win11-24H2-Nov")).id;
    expect((await update(id, { templateId, citrixPrepared: false, vdaUpdateDelay: -1 })).status).toBe(202);
  });

  it.each([
    ["no TemplateId", { VdaUpdateDelay: 0 }],
    ["an empty TemplateId", { TemplateId: " " }],
    ["an unknown image", { TemplateId: "none" }],
    ["a list as body", []],
    ["a body that is not JSON", "{"],
    ["a title that is no text", { WarningTitle: 5 }, true],
    ["CitrixPrepared as text", { CitrixPrepared: "no" }, true],
    ["CitrixPrepared of the other kind", { CitrixPrepared: true }, true],
    ...[-2, 2_147_483_648, 1.5, "60"].map(
      (delay) => [`a delay of ${JSON.stringify(delay)}`, { VdaUpdateDelay: delay }, true] as const,
    ),
  ] as readonly (readonly [string, unknown, boolean?])[])("refuses %s with 400", async (_, body, withImage) => {
    const { update, catalogNamed, imageNamed } = await startTestCaller();
    const { id } = await catalogNamed("Accounting");
    const image = withImage ? { TemplateId: (await imageNamed("Win11-24H2-Nov")).id } : {};
    const sent = withImage ? { ...image, ...(body as object) } : body;
    expect((await update(id, sent)).status).toBe(400);
    expect((await catalogNamed("Accounting")).state).toBe("Active");
  });

  it.each([0, -1, 2_147_483_647])("takes a delay of %i", async (delay) => {
    const { update, catalogNamed, imageNamed } = await startTestCaller();
    const body = { TemplateId: (await imageNamed("Win11-24H2-Nov")).id, VdaUpdateDelay: delay };
    expect((await update((await catalogNamed("Accounting")).id, body)).status).toBe(202);
  });

  it("demands async=true", async () => {
    const { update, catalogNamed, imageNamed } = await startTestCaller();
    const { id } = await catalogNamed("Accounting");
    const body = { TemplateId: (await imageNamed("Win11-24H2-Nov")).id };
    expect((await update(id, body, "")).status).toBe(400);
    expect((await update(id, body, "async=false")).status).toBe(400);
  });

  it.each(["Win11-25H2-Pilot", "WS2025-Nov", "Win11-24H2-CAD-Nov"])("refuses the image %s, not Ready", async (name) => {
    const { update, catalogNamed, imageNamed } = await startTestCaller();
    const body = { TemplateId: (await imageNamed(name)).id };
    expect((await update((await catalogNamed("Accounting")).id, body)).status).toBe(400);
  });

  it("refuses a Remote PC catalog with 400 and an unknown catalog with 404", async () => {
    const { update, catalogNamed, imageNamed } = await startTestCaller();
    const body = { TemplateId: (await imageNamed("Win11-24H2-Nov")).id };
    expect((await update((await catalogNamed("Head-Office-PCs")).id, body)).status).toBe(400);
    expect((await update("none", body)).status).toBe(404);
  });

  it.each(["Sales-EU", "Engineering-CAD", "Onboarding-Spring", "Interns-Summer", "Branch-Kuala-Lumpur"])(
    "refuses %s, neither Active nor InputRequired, with 409",
    async (name) => {
      const { update, catalogNamed, imageNamed } = await startTestCaller();
      const body = { TemplateId: (await imageNamed("Win11-24H2-Nov")).id };
      expect((await update((await catalogNamed(name)).id, body)).status).toBe(409);
    },
  );

  it("refuses a second update while the first runs", async () => {
    const { update, catalogNamed, imageNamed } = await startTestCaller();
    const { id } = await catalogNamed("Accounting");
    const body = { TemplateId: (await imageNamed("Win11-24H2-Nov")).id };
    const statuses = await Promise.all([update(id, body), update(id, body)]);
    expect(statuses.map((answer) => answer.status).sort()).toEqual([202, 409]);
  });
});
