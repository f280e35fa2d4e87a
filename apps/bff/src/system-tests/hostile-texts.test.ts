import { expect, test } from "vitest";
import { hostileTexts } from "../../reliability/hostile/values.ts";
import { startDeck } from "../testing/deck.ts";

const fitting = hostileTexts.filter((text) => text !== "" && text.length <= 200 && text.isWellFormed());

test("what an administrator writes is kept and sent as it is, and changes nothing else", async () => {
  const deck = await startDeck({ fleet: { catalogs: 120, images: 16 } });
  const admin = await deck.signIn("admin");
  const { items } = await deck.catalogs(admin);
  const images = (await deck.get("images", admin)).json<{ items: { id: string }[] }>().items;
  const [imageId, target] = images.map(({ id }) => id);
  if (imageId === undefined || target === undefined) throw new Error("the fleet has too few images");
  const like = {
    state: "Ready",
    sessionSupport: "Both",
    osPlatform: "Windows",
    isServerOs: false,
    isDeprecated: false,
  };
  for (const id of [imageId, target]) await deck.control.patchImage(id, { ...like, vdaVersion: "2507", region: "one" });

  const sent = fitting.filter((text) => !text.includes("\0"));
  const catalogs = items.slice(0, sent.length);
  expect(catalogs).toHaveLength(sent.length);
  for (const [number, catalog] of catalogs.entries()) {
    const text = sent[number] ?? "";
    await deck.control.patchCatalog(catalog.id, {
      state: "Active",
      imageId,
      region: "one",
      allocationType: "Random",
      isRemotePcCatalog: false,
      warnings: [],
    });
    await deck.control.clearLog();
    deck.clock.advance(60_000);
    const body = { imageId: target, expectedImageId: imageId, vdaUpdateDelay: 60 };
    const answer = await deck.startUpdate(
      admin,
      catalog.id,
      { ...body, warningTitle: text, warningMessage: text, reason: text },
      `key-${number}`,
    );
    expect(answer.statusCode, `${JSON.stringify(text)}: ${answer.body}`).toBe(202);
    const { id } = answer.json<{ id: string }>();
    expect(answer.headers.location).toBe(`/api/connections/default/image-updates/${id}`);
    expect(answer.headers["x-injected"]).toBeUndefined();
    expect(await deck.update(admin, id)).toMatchObject({ warningTitle: text, warningMessage: text, reason: text });
    const [post, ...more] = await deck.control.log({ operation: "startImageUpdate" });
    expect(more).toEqual([]);
    expect(post?.body).toEqual({
      TemplateId: target,
      CitrixPrepared: expect.any(Boolean),
      VdaUpdateDelay: 60,
      WarningTitle: text,
      WarningMessage: text,
    });
  }
});

test.each(["a\0b", "\ud800", "a\udc00"])("%j is refused, because it could not be kept as it is", async (text) => {
  const deck = await startDeck();
  const admin = await deck.signIn("admin");
  for (const field of ["reason", "warningTitle", "warningMessage"]) {
    const body = { imageId: "image", expectedImageId: "image", vdaUpdateDelay: 60, [field]: text };
    const answer = await deck.startUpdate(admin, "catalog", body);
    expect(answer.json()).toMatchObject({ status: 400, errors: [{ field }] });
  }
});
