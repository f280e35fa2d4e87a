import type { ImageUpdateDryRun, Problem, RolloutCheck, RolloutRequest } from "@catalog-deck/contract";
import fc from "fast-check";
import { expect, test } from "vitest";
import { startDeck } from "../testing/deck.ts";
import { check, fleetOf, plan, planFor } from "../testing/rollouts.ts";

/** fast-check reports the seed and the shortest failing case; `DECK_SEED` runs that seed again. */
const seed = Number(process.env.DECK_SEED ?? Date.now() % 2 ** 31);

const catalogFacts = fc.record({
  state: fc.constantFrom("Active", "Active", "Active", "InputRequired", "Processing", "Error", "Brooding"),
  sessionSupport: fc.constantFrom("SingleSession", "MultiSession", "Unknown"),
  allocationType: fc.constantFrom("Random", "Static"),
  isRemotePcCatalog: fc.constantFrom(false, false, true, null),
  region: fc.constantFrom("West Europe", "North Europe", null),
  warnings: fc.constantFrom<{ type: string; isError?: boolean }[]>(
    [],
    [],
    [{ type: "ImageRollback" }],
    [{ type: "Odd", isError: true }],
  ),
});

const imageFacts = fc.record({
  state: fc.constantFrom("Ready", "Ready", "Ready", "Failed", "Pending"),
  sessionSupport: fc.constantFrom("Both", "SingleSession", "MultiSession", "Unknown"),
  osPlatform: fc.constantFrom("Windows", "Windows", "Linux", null),
  isServerOs: fc.constantFrom(true, false, null),
  vdaVersion: fc.constantFrom("2507.0.10", "2402.0.1", null),
  region: fc.constantFrom("West Europe", "North Europe", null),
  isDeprecated: fc.constantFrom(false, false, true, null),
});

const wishes = fc.array(
  fc.record({
    facts: catalogFacts,
    runs: fc.nat(2),
    wants: fc.constantFrom(0, 1, 2, 3),
    expectsRight: fc.constantFrom(true, true, true, false),
    acknowledges: fc.boolean(),
  }),
  { minLength: 4, maxLength: 4 },
);

/** Which verdicts fit what an update of the catalog alone is refused with. */
const verdictsAfter: Record<string, string[]> = {
  none: ["ready", "warnings"],
  "catalog-busy": ["busy"],
  "catalog-changed": ["blocked"],
  "rules-violated": ["blocked", "warnings"],
};

test(`each catalog of a rollout is judged and sent as it would be alone (seed ${seed})`, async () => {
  const deck = await startDeck({ fleet: { catalogs: 5, images: 8 } });
  const fleet = await fleetOf(deck, await deck.signIn("admin"), 4);
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(imageFacts, { minLength: 3, maxLength: 3 }), wishes, async (images, catalogs) => {
      runs += 1;
      // Citrix may be asked again, and every list is read anew.
      await deck.pass(3 * 60_000);
      const admin = await deck.signIn("admin");
      const imageIds = (await deck.get("images", admin)).json<{ items: { id: string }[] }>().items.map(({ id }) => id);
      for (const [place, facts] of images.entries()) await deck.control.patchImage(imageIds[place] ?? "", facts);
      for (const [place, { facts, runs: at }] of catalogs.entries()) {
        await deck.control.patchCatalog(fleet.catalogs[place]?.id ?? "", { ...facts, imageId: imageIds[at] ?? null });
      }
      const bodies = catalogs.map(({ runs: at, wants, expectsRight }) => ({
        imageId: (wants === 3 ? "no-such-image" : imageIds[wants]) ?? "",
        expectedImageId: (expectsRight ? imageIds[at] : imageIds[5]) ?? "",
      }));
      const alone = await Promise.all(
        catalogs.map(async ({ acknowledges }, place) => {
          const url = `/api/connections/default/catalogs/${fleet.catalogs[place]?.id}/image-updates/dry-run`;
          const ask = (acknowledgedWarnings: string[]) =>
            deck.app.inject({
              method: "POST",
              url,
              headers: admin,
              payload: { ...bodies[place], vdaUpdateDelay: 60, acknowledgedWarnings },
            });
          const first = await ask([]);
          if (first.statusCode !== 200) return { problem: first.json<Problem>(), codes: [] };
          const warned = first.json<ImageUpdateDryRun>().rules.filter(({ verdict }) => verdict === "warn");
          const codes = acknowledges ? warned.map(({ code }) => code) : [];
          return { dryRun: (await ask(codes)).json<ImageUpdateDryRun>(), codes };
        }),
      );
      const targets: RolloutRequest["targets"] = bodies.map((body, place) => ({
        ...body,
        catalogId: fleet.catalogs[place]?.id ?? "",
        wave: 1,
        acknowledgedWarnings: alone[place]?.codes ?? [],
      }));
      const answer = (await check(deck, admin, { ...planFor(fleet, []), targets })).json<RolloutCheck>();
      const startable: RolloutRequest["targets"] = [];
      for (const [place, { verdict, rules }] of answer.targets.entries()) {
        const { dryRun, problem } = alone[place] ?? {};
        const target = targets[place];
        const spoken = rules.map(({ code }) => code).sort();
        if (verdict === "alreadyOnImage") {
          // The one exception: it is skipped, never sent.
          expect(bodies[place]?.imageId).toBe(imageIds[catalogs[place]?.runs ?? 0]);
          continue;
        }
        if (problem !== undefined) {
          expect([problem.status, verdict, spoken]).toEqual([422, "blocked", ["image-unknown"]]);
          continue;
        }
        const said = dryRun?.rules.filter((one) => one.verdict === "block" || one.verdict === "warn");
        const saidAlone = said?.map(({ code }) => code).sort() ?? [];
        // While it is busy the single update says nothing of the image in use.
        expect(spoken).toEqual(verdict === "busy" ? saidAlone.filter((code) => code !== "catalog-changed") : saidAlone);
        const refusal = dryRun?.refusal?.code;
        const expected = verdictsAfter[refusal ?? "none"];
        expect(expected, `${refusal}`).toContain(verdict);
        if (refusal === undefined && target !== undefined) startable.push(target);
      }
      if (startable.length === 0) return;
      const planned = await plan(deck, admin, { ...planFor(fleet, []), targets: startable }, `run-${runs}`);
      expect(planned.statusCode, planned.body).toBe(202);
      await deck.control.clearLog();
      await deck.pass(30_000);
      const posts = await deck.control.log({ operation: "startImageUpdate" });
      expect(posts).toHaveLength(startable.length);
      for (const { path, body } of posts) {
        const place = fleet.catalogs.findIndex(({ id }) => path.includes(id));
        expect(body).toEqual(JSON.parse(alone[place]?.dryRun?.request.body ?? ""));
      }
      for (let turn = 0; turn < 4; turn += 1) await deck.pass(2 * 60_000);
      const left = await deck.store.selectFrom("rollouts").select(["id", "version"]).where("active", "=", 1).execute();
      for (const { id, version } of left) {
        const url = `/api/connections/default/rollouts/${id}/cancel`;
        await deck.app.inject({ method: "POST", url, headers: await deck.signIn("admin"), payload: { version } });
      }
    }),
    { seed, numRuns: 12 },
  );
}, 120_000);
