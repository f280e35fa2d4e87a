import type { RolloutCheck, RolloutDetail, RolloutRequest } from "@catalog-deck/contract";
import type { Page } from "@playwright/test";
import type { Deck } from "./deck.ts";
import { answerTo, catalogAtCitrix, expect, sessionOf, signedIn } from "./journey.ts";

const rollouts = "api/connections/default/rollouts";

/** Plans a rollout of the administrator's, to start now: the first catalog, then the others. Gives its id. */
export async function planned(
  page: Page,
  deck: Deck,
  names: readonly string[],
  changes: Partial<RolloutRequest> = {},
): Promise<string> {
  await signedIn(page, deck);
  const { csrfToken } = await sessionOf(page, deck);
  const headers = { "x-csrf-token": csrfToken };
  const { imageId } = await catalogAtCitrix(deck, "Onboarding-Spring");
  const targets = await Promise.all(
    names.map(async (name, place) => {
      const { id, imageId: expectedImageId } = await catalogAtCitrix(deck, name);
      return {
        catalogId: id,
        imageId: imageId ?? "",
        expectedImageId: expectedImageId ?? null,
        wave: place === 0 ? 1 : 2,
      };
    }),
  );
  const body: Partial<RolloutRequest> = {
    name: "December",
    targets,
    gate: { kind: "none" },
    vdaUpdateDelay: 60,
    start: { kind: "now" },
    ...changes,
  };
  const checked = await answerTo(() => page.request.post(`${deck.url}/${rollouts}/check`, { headers, data: body }));
  expect(checked.status(), await checked.text()).toBe(200);
  const check = (await checked.json()) as RolloutCheck;
  for (const [place, { rules }] of check.targets.entries()) {
    Object.assign(targets[place] ?? {}, { acknowledgedWarnings: rules.map(({ code }) => code) });
  }
  const once = { ...headers, "idempotency-key": crypto.randomUUID() };
  const answer = await answerTo(() => page.request.post(`${deck.url}/${rollouts}`, { headers: once, data: body }));
  expect(answer.status(), await answer.text()).toBe(202);
  return ((await answer.json()) as RolloutDetail).id;
}
