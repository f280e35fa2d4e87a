import type { ImageUpdateDryRun, ImageUpdateRequest, RuleResult } from "@catalog-deck/contract";
import { expect, test } from "vitest";
import { hostileTexts } from "../../reliability/hostile/values.ts";
import { problemOf } from "../testing/answers.ts";
import { type Deck, type PersonHeaders, readyToUpdate, startDeck } from "../testing/deck.ts";

function dryRun(deck: Deck, person: PersonHeaders, catalogId: string, body: ImageUpdateRequest) {
  return deck.app.inject({
    method: "POST",
    url: `/api/connections/default/catalogs/${catalogId}/image-updates/dry-run`,
    headers: person,
    payload: body,
  });
}

async function deckWithAdmin() {
  const deck = await startDeck();
  const admin = await deck.signIn("admin");
  return { deck, admin, ...(await readyToUpdate(deck, admin)) };
}

const speaking = (rules: readonly RuleResult[]) =>
  rules.filter(({ verdict }) => verdict !== "ok").map(({ verdict, code }) => `${verdict} ${code}`);

test("it shows character by character what the real request then sends, and sends and writes nothing itself", async () => {
  const { deck, admin, catalog, body } = await deckWithAdmin();
  const texts = hostileTexts.filter((text) => text.length > 0 && text.length <= 200 && text.isWellFormed());
  const wanted = {
    ...body,
    warningTitle: texts.find((text) => text.includes("'")) ?? "'",
    warningMessage: 'Restart in %m% minutes: "save" $HOME `id` \u{1f469}\u2028',
    reason: "CHG0012345",
  };
  const answer = await dryRun(deck, admin, catalog.id, wanted);
  expect(answer.statusCode).toBe(200);
  const shown = answer.json<ImageUpdateDryRun>();
  expect(shown.refusal).toBeUndefined();
  expect(speaking(shown.rules)).toEqual([]);
  expect(shown.rules).toHaveLength(15);
  expect(await deck.posts()).toBe(0);
  expect((await deck.get("image-updates", admin)).json()).toEqual({ items: [] });
  const kinds = await deck.store.selectFrom("audit_log").select("entry").execute();
  expect(kinds.map(({ entry }) => (JSON.parse(entry) as { kind: string }).kind)).toEqual(["signed-in"]);

  expect((await deck.startUpdate(admin, catalog.id, wanted)).statusCode).toBe(202);
  const [sent] = await deck.control.log({ operation: "startImageUpdate" });
  const { url, headers, method, body: text } = shown.request;
  expect(`${method} ${url}`).toBe(`${sent?.method} ${deck.simulator.baseUrl}${sent?.path}`);
  expect(JSON.parse(text)).toEqual(sent?.body);
  expect(text).toBe(JSON.stringify(sent?.body));
  expect(headers).toEqual({
    accept: "application/json",
    authorization: "CwsAuth Bearer={token}",
    "citrix-transactionid": "{transactionId}",
    "content-type": "application/json; charset=utf-8",
  });
});

test("every rule that speaks is there with its verdict, and the refusal is the one that the real request gets", async () => {
  const { deck, admin, catalog, body } = await deckWithAdmin();
  await deck.control.patchImage(body.imageId, { isDeprecated: true, vdaVersion: "2203.0.1" });
  const shown = (await dryRun(deck, admin, catalog.id, body)).json<ImageUpdateDryRun>();
  expect(speaking(shown.rules)).toEqual(["warn image-deprecated", "warn vda-older"]);
  const refused = problemOf(await deck.startUpdate(admin, catalog.id, body));
  expect(shown.refusal).toEqual({ code: refused.code, detail: refused.detail, fact: refused.fact });
  const ticked = { ...body, acknowledgedWarnings: ["image-deprecated", "vda-older"] };
  const accepted = (await dryRun(deck, admin, catalog.id, ticked)).json<ImageUpdateDryRun>();
  expect(accepted.refusal).toBeUndefined();
  expect(speaking(accepted.rules)).toEqual(["warn image-deprecated", "warn vda-older"]);
  expect(await deck.posts()).toBe(0);
});

test("a catalog on another image than the one shown, and one that is being updated, block", async () => {
  const { deck, admin, catalog, body } = await deckWithAdmin();
  const other = { ...body, expectedImageId: "another-image" };
  const changed = (await dryRun(deck, admin, catalog.id, other)).json<ImageUpdateDryRun>();
  expect(speaking(changed.rules)).toEqual(["block catalog-changed"]);
  expect(changed.refusal?.code).toBe("catalog-changed");
  await deck.startUpdate(admin, catalog.id, body);
  const busy = (await dryRun(deck, admin, catalog.id, body)).json<ImageUpdateDryRun>();
  expect(speaking(busy.rules)).toEqual(["block catalog-busy", "block catalog-not-ready"]);
  expect(busy.refusal?.code).toBe("catalog-busy");
  expect(await deck.posts()).toBe(1);
});

test("an image or a catalog that is not there is a problem, and the helpdesk may not ask", async () => {
  const { deck, admin, catalog, body } = await deckWithAdmin();
  expect((await dryRun(deck, admin, catalog.id, { ...body, imageId: "gone" })).statusCode).toBe(422);
  expect((await dryRun(deck, admin, "gone", body)).statusCode).toBe(404);
  const { "x-csrf-token": _, ...withoutToken } = admin;
  expect(problemOf(await dryRun(deck, withoutToken, catalog.id, body)).code).toBe("csrf-token-invalid");
  expect((await dryRun(deck, await deck.signIn("helpdesk"), catalog.id, body)).statusCode).toBe(403);
});

test("no token and no secret is in the answer", async () => {
  const { deck, admin, catalog, body } = await deckWithAdmin();
  const { body: text } = await dryRun(deck, admin, catalog.id, body);
  expect(text).not.toContain(deck.simulator.clientSecret);
  expect(text).not.toMatch(/Bearer=(?!\{token\})/);
});
