import type { ImageUpdate, ImageUpdateDryRun, Problem } from "@catalog-deck/contract";
import { expect, test } from "vitest";
import { consoleUrlOf } from "../citrix/connection.ts";
import { readyToUpdate, startDeck } from "../testing/deck.ts";

/** A catalog that has been moved to another image. */
async function movedCatalog() {
  const deck = await startDeck();
  const admin = await deck.signIn("admin");
  const { catalog, body } = await readyToUpdate(deck, admin);
  const first = (await deck.startUpdate(admin, catalog.id, body, "first")).json<ImageUpdate>();
  for (let step = 0; step < 720 && (await deck.update(admin, first.id)).state !== "succeeded"; step += 1) {
    await deck.pass(5_000);
  }
  const back = {
    imageId: body.expectedImageId ?? "",
    expectedImageId: body.imageId,
    vdaUpdateDelay: 60,
    acknowledgedWarnings: ["vda-older", "region-differs", "image-deprecated", "server-desktop-change"],
    reason: "Printing fails",
  };
  return { deck, admin, catalog, first, back };
}

test("an update that takes another back says which, and the other says by which", async () => {
  const { deck, admin, catalog, first, back } = await movedCatalog();
  const answer = await deck.startUpdate(admin, catalog.id, { ...back, rollsBack: first.id }, "second");
  expect(answer.statusCode).toBe(202);
  const second = answer.json<ImageUpdate>();
  expect(second).toMatchObject({ rollsBack: first.id, reason: "Printing fails" });
  expect((await deck.update(admin, first.id)).rolledBackBy).toBe(second.id);
  expect(await deck.update(admin, second.id)).not.toHaveProperty("rolledBackBy");
  const listed = (await deck.catalogs(admin)).items.find(({ id }) => id === catalog.id);
  expect(listed?.activeUpdate?.rollsBack).toBe(first.id);
  const entries = await deck.store.selectFrom("audit_log").select("entry").orderBy("sequence").execute();
  const intended = entries
    .map(({ entry }) => JSON.parse(entry) as { kind: string; details: Record<string, unknown> })
    .filter(({ kind }) => kind === "update-intended");
  expect(intended.map(({ details }) => details.rollsBack)).toEqual([undefined, first.id]);
  // The image is all that Citrix is told.
  const [, sent] = await deck.control.log({ operation: "startImageUpdate" });
  expect(Object.keys(sent?.body ?? {}).sort()).toEqual(["CitrixPrepared", "TemplateId", "VdaUpdateDelay"]);
});

test("a request that takes back what it does not is refused, and nothing is sent", async () => {
  const { deck, admin, catalog, first, back } = await movedCatalog();
  const other = (await deck.catalogs(admin)).items.find(({ state, id }) => state === "Active" && id !== catalog.id);
  const wrong: [string, string, Record<string, unknown>][] = [
    ["an unknown update", catalog.id, { ...back, rollsBack: "nothing-like-it" }],
    [
      "an update of another catalog",
      other?.id ?? "",
      { ...back, rollsBack: first.id, expectedImageId: other?.imageId },
    ],
    ["one that did not begin there", catalog.id, { ...back, imageId: first.toImage?.id, rollsBack: first.id }],
  ];
  for (const [what, catalogId, body] of wrong) {
    const ticked = [...back.acknowledgedWarnings, "image-in-use-already", "existing-machines-keep-disk"];
    const answer = await deck.startUpdate(
      admin,
      catalogId,
      { ...body, acknowledgedWarnings: ticked },
      what.replaceAll(" ", "-"),
    );
    expect(answer.statusCode, what).toBe(422);
  }
  const answer = await deck.startUpdate(admin, catalog.id, { ...back, rollsBack: "nothing-like-it" }, "again");
  expect(answer.json<Problem>().errors).toMatchObject([{ field: "rollsBack" }]);
  expect(await deck.posts()).toBe(1);
  const checked = await deck.app.inject({
    method: "POST",
    url: `/api/connections/default/catalogs/${catalog.id}/image-updates/dry-run`,
    headers: admin,
    payload: { ...back, rollsBack: "nothing-like-it" },
  });
  expect(checked.json<ImageUpdateDryRun>().refusal?.code).toBe("invalid-request");
});

test("the console's address is given for Citrix's commercial cloud, and for nothing else", () => {
  for (const host of ["api.cloud.com", "api-us.cloud.com", "api-eu.cloud.com", "api-ap-s.cloud.com"]) {
    expect(consoleUrlOf(`https://${host}`)).toBe("https://citrix.cloud.com/");
  }
  for (const address of ["https://api.citrixcloud.jp", "http://127.0.0.1:4100", "https://api.cloud.com.evil.example"]) {
    expect(consoleUrlOf(address)).toBeUndefined();
  }
});
