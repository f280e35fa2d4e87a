import type { AuditEntry, ImageUpdateList, Rollout, RolloutDetail, Session } from "@catalog-deck/contract";
import { describe, expect, test } from "vitest";
import { noteProviderSignIn } from "../store/provider-sign-ins.ts";
import { problemOf } from "../testing/answers.ts";
import {
  act,
  begunRollout,
  deckWith,
  plan,
  planFor,
  postsFor,
  rolloutOf,
  statesOf,
  untilEnded,
} from "../testing/rollouts.ts";

const minuteMs = 60_000;

/** A rollout whose first wave has ended and whose second waits for a person. */
async function atTheGate() {
  const made = await deckWith(3);
  const { deck, admin, fleet } = made;
  const { id } = await begunRollout(deck, admin, planFor(fleet, [1, 2, 2], { gate: { kind: "person" } }));
  await untilEnded(deck);
  /** Opens the gate, lets the second wave start as far as it can, and gives the rollout. */
  const goOn = async () => {
    await act(deck, admin, id, "continue");
    await deck.pass(1_000);
    return await rolloutOf(deck, admin, id);
  };
  return { ...made, id, goOn };
}

describe("when a catalog has changed in the middle", () => {
  test("another image holds it as drift; resuming skips that catalog", async () => {
    const { deck, admin, id, idOf, goOn } = await atTheGate();
    await deck.control.patchCatalog(idOf(1), { imageId: "somebody-elses" });
    const held = await goOn();
    expect(held).toMatchObject({
      state: "held",
      hold: { reason: "drift", params: { catalogs: [{ catalogId: idOf(1), image: { id: "somebody-elses" } }] } },
    });
    expect(statesOf(held)).toEqual(["succeeded", "waiting", "updating"]);
    const resumed = (await act(deck, admin, id, "resume")).json<RolloutDetail>();
    expect(resumed.targets[1]).toMatchObject({ state: "skipped", skipReason: { reason: "drift" } });
    await untilEnded(deck);
    expect(await rolloutOf(deck, admin, id)).toMatchObject({ state: "completed" });
  });

  test("or its present image is taken as expected", async () => {
    const { deck, admin, fleet, id, idOf, goOn } = await atTheGate();
    const other = (await deck.get("images", admin)).json<{ items: { id: string }[] }>().items.at(2)?.id ?? "";
    await deck.control.patchCatalog(idOf(1), { imageId: other });
    await goOn();
    expect(problemOf(await act(deck, admin, id, "resume", { acceptDrift: [idOf(0)] })).status).toBe(422);
    await act(deck, admin, id, "resume", { acceptDrift: [idOf(1)] });
    await deck.pass(1_000);
    expect((await rolloutOf(deck, admin, id)).targets[1]).toMatchObject({
      state: "updating",
      fromImage: { id: other },
      toImage: { id: fleet.imageId },
    });
  });

  test("the wanted image is skipped", async () => {
    const { deck, fleet, idOf, goOn } = await atTheGate();
    await deck.control.patchCatalog(idOf(1), { imageId: fleet.imageId });
    const rollout = await goOn();
    expect(rollout.targets[1]).toMatchObject({ state: "skipped", skipReason: { reason: "alreadyOnImage" } });
  });

  test("a catalog that is gone has drifted, and cannot be accepted", async () => {
    const { deck, admin, id, idOf, goOn } = await atTheGate();
    await deck.control.removeCatalog(idOf(1));
    const held = await goOn();
    expect(held.hold).toMatchObject({ reason: "drift", params: { catalogs: [{ catalogId: idOf(1) }] } });
    expect(statesOf(held)).toEqual(["succeeded", "waiting", "updating"]);
    expect(problemOf(await act(deck, admin, id, "resume", { acceptDrift: [idOf(1)] })).status).toBe(422);
    const resumed = (await act(deck, admin, id, "resume")).json<RolloutDetail>();
    expect(resumed.targets[1]?.state).toBe("skipped");
  });

  test("one that is deleted while it is being updated has failed", async () => {
    const { deck, admin, id, idOf, goOn } = await atTheGate();
    expect(statesOf(await goOn())).toEqual(["succeeded", "updating", "updating"]);
    await deck.control.removeCatalog(idOf(1));
    for (let count = 0; count < 20; count += 1) await deck.pass(15_000);
    const held = await rolloutOf(deck, admin, id);
    expect(held).toMatchObject({
      state: "held",
      hold: { reason: "failures", params: { catalogs: [{ catalogId: idOf(1) }] } },
    });
    expect(held.targets[1]?.update).toMatchObject({ state: "failed", fact: { code: "catalog-gone" } });
    await act(deck, admin, id, "resume");
    await deck.pass(1_000);
    expect(await rolloutOf(deck, admin, id)).toMatchObject({ state: "completedWithFailures" });
    expect(await deck.posts()).toBe(3);
  });

  test("another name is none of its business", async () => {
    const { deck, idOf, goOn } = await atTheGate();
    await deck.control.patchCatalog(idOf(1), { name: "Renamed" });
    expect(statesOf(await goOn())).toEqual(["succeeded", "updating", "updating"]);
  });

  test("an image that became deprecated holds it until that is acknowledged", async () => {
    const { deck, admin, fleet, id, idOf, goOn } = await atTheGate();
    await deck.control.patchImage(fleet.imageId, { isDeprecated: true });
    const held = await goOn();
    const rules = [{ code: "image-deprecated" }];
    expect(held.hold).toMatchObject({
      reason: "rules",
      params: {
        catalogs: [
          { catalogId: idOf(1), rules },
          { catalogId: idOf(2), rules },
        ],
      },
    });
    const acknowledgedWarnings = { [idOf(1)]: ["image-deprecated"], [idOf(2)]: ["image-deprecated"] };
    expect((await act(deck, admin, id, "resume", { acknowledgedWarnings })).statusCode).toBe(200);
    await deck.pass(1_000);
    expect(statesOf(await rolloutOf(deck, admin, id))).toEqual(["succeeded", "updating", "updating"]);
  });

  test("an image that cannot serve any more holds it again and again, until its catalogs are skipped", async () => {
    const { deck, admin, fleet, id, idOf, goOn } = await atTheGate();
    await deck.control.patchImage(fleet.imageId, { state: "Failed" });
    expect((await goOn()).hold?.reason).toBe("rules");
    await act(deck, admin, id, "resume");
    await deck.pass(1_000);
    expect((await rolloutOf(deck, admin, id)).hold?.reason).toBe("rules");
    for (const at of [1, 2]) await act(deck, admin, id, `targets/${idOf(at)}/skip`);
    await deck.pass(1_000);
    expect(await rolloutOf(deck, admin, id)).toMatchObject({ state: "completed", counts: { skipped: 2 } });
    expect(await deck.posts()).toBe(1);
  });

  test("an image that is deleted holds it as one that cannot serve", async () => {
    const { deck, fleet, id, admin, idOf, goOn } = await atTheGate();
    await deck.control.removeImage(fleet.imageId);
    const rules = [{ code: "image-unknown", severity: "block" }];
    const held = await goOn();
    expect(held).toMatchObject({
      state: "held",
      hold: {
        reason: "rules",
        params: {
          catalogs: [
            { catalogId: idOf(1), rules },
            { catalogId: idOf(2), rules },
          ],
        },
      },
    });
    expect(statesOf(held)).toEqual(["succeeded", "waiting", "waiting"]);
    expect((await act(deck, admin, id, "cancel")).json()).toMatchObject({ state: "cancelled" });
    await deck.pass(minuteMs);
    expect(await rolloutOf(deck, admin, id)).toMatchObject({ finishedAt: expect.any(String) });
    expect(await deck.posts()).toBe(1);
  });

  test("a wave whose catalogs are all skipped by a person passes its gate at once", async () => {
    const { deck, admin, fleet, idOf } = await deckWith(3);
    const { id } = await begunRollout(deck, admin, planFor(fleet, [1, 2, 3], { gate: { kind: "person" } }));
    await act(deck, admin, id, `targets/${idOf(1)}/skip`, { reason: "moves next month" });
    await untilEnded(deck);
    expect(await rolloutOf(deck, admin, id)).toMatchObject({ hold: { reason: "gate", params: { wave: 1, next: 2 } } });
    await act(deck, admin, id, "continue");
    await deck.pass(1_000);
    const rollout = await rolloutOf(deck, admin, id);
    expect(statesOf(rollout)).toEqual(["succeeded", "skipped", "updating"]);
    expect(rollout.targets[1]?.skipReason).toMatchObject({ reason: "person", params: { note: "moves next month" } });
    expect(await postsFor(deck)).toEqual([idOf(0), idOf(2)]);
  });

  test("a busy catalog is waited for, and holds it after an hour", async () => {
    const { deck, id, idOf, goOn } = await atTheGate();
    await deck.control.patchCatalog(idOf(1), { state: "Processing" });
    expect(await goOn()).toMatchObject({ state: "running", waits: { reason: "busy" } });
    for (let count = 0; count < 59; count += 1) await deck.pass(minuteMs);
    const again = await deck.signIn("admin");
    expect((await rolloutOf(deck, again, id)).state).toBe("running");
    await deck.pass(2 * minuteMs);
    expect((await rolloutOf(deck, again, id)).hold).toMatchObject({ reason: "busy" });
    await deck.control.patchCatalog(idOf(1), { state: "Active" });
    await act(deck, again, id, "resume");
    await deck.pass(1_000);
    expect((await rolloutOf(deck, again, id)).targets[1]?.state).toBe("updating");
  }, 60_000);
});

describe("when starts that fall together find the same", () => {
  /** How often and about what it was held, in its own log and in the audit log. */
  async function holdsTold({ deck, admin, id }: Awaited<ReturnType<typeof atTheGate>>) {
    const { events } = await rolloutOf(deck, admin, id);
    const { items } = (await deck.app.inject({ url: "/api/audit?limit=200", headers: admin })).json<{
      items: AuditEntry[];
    }>();
    return {
      log: events.filter(({ kind }) => kind === "held").map(({ params }) => params),
      audit: items.filter(({ kind }) => kind === "rollout-held").map(({ details }) => details.reason),
    };
  }

  test("it is held once, for all of their catalogs", async () => {
    const made = await atTheGate();
    const { deck, fleet, idOf, goOn } = made;
    await deck.control.patchImage(fleet.imageId, { isDeprecated: true });
    const { hold } = await goOn();
    const { log, audit } = await holdsTold(made);
    expect(log[0]).toEqual({ reason: "rules", ...hold?.params });
    expect(log[0]?.catalogs).toMatchObject([{ catalogId: idOf(1) }, { catalogId: idOf(2) }]);
    expect(log.map(({ reason }) => reason)).toEqual(["rules", "gate"]);
    expect(audit).toEqual(["rules", "gate"]);
  });

  test("also what is about no catalog", async () => {
    const made = await atTheGate();
    const { deck, admin, id } = made;
    const responsible = JSON.stringify({ id: "oidc-person", displayName: "Olga", method: "oidc" });
    await act(deck, admin, id, "continue");
    await deck.store.updateTable("rollouts").set({ responsible }).execute();
    await deck.pass(1_000);
    const { log, audit } = await holdsTold(made);
    expect(log.map(({ reason }) => reason)).toEqual(["notAllowed", "gate"]);
    expect(audit).toEqual(["notAllowed", "gate"]);
  });
});

describe("when the responsible person may not any more", () => {
  test.each([
    ["demoted", { role: "helpdesk" }],
    ["disabled", { disabled: true }],
  ])("a %s administrator's rollout holds; whoever resumes is responsible", async (_what, payload) => {
    const { deck, admin, id } = await atTheGate();
    const { user } = (await deck.app.inject({ url: "/api/session", headers: admin })).json<Session>();
    const second = await deck.signIn("second admin");
    await act(deck, admin, id, "continue");
    await deck.app.inject({ method: "PATCH", url: `/api/accounts/${user.id}`, headers: second, payload });
    await deck.pass(1_000);
    expect(await deck.posts()).toBe(1);
    expect((await rolloutOf(deck, second, id)).hold).toMatchObject({
      reason: "notAllowed",
      params: { person: { id: user.id } },
    });
    await act(deck, second, id, "resume");
    await deck.pass(1_000);
    expect(await deck.posts()).toBe(3);
    const { items } = (await deck.get("image-updates", second)).json<ImageUpdateList>();
    expect(items[0]?.requestedBy?.displayName).toBe("Sam Second");
  });

  test("in the middle of a wave: what runs goes on to its end, and nothing follows it", async () => {
    const { deck, admin, fleet } = await deckWith(3);
    const { user } = (await deck.app.inject({ url: "/api/session", headers: admin })).json<Session>();
    const { id } = await begunRollout(deck, admin, planFor(fleet, [1, 1, 1], { maxParallel: 1 }));
    const second = await deck.signIn("second admin");
    const url = `/api/accounts/${user.id}`;
    await deck.app.inject({ method: "PATCH", url, headers: second, payload: { disabled: true } });
    await untilEnded(deck);
    const held = await rolloutOf(deck, second, id);
    expect(held).toMatchObject({ state: "held", hold: { reason: "notAllowed" } });
    expect(statesOf(held)).toEqual(["succeeded", "waiting", "waiting"]);
    // It makes no difference that the person may again, until somebody resumes.
    await deck.app.inject({ method: "PATCH", url, headers: second, payload: { disabled: false } });
    await deck.pass(minuteMs);
    expect(await deck.posts()).toBe(1);
  });

  test("whether they are signed in does not matter", async () => {
    const { deck, admin, id } = await atTheGate();
    await act(deck, admin, id, "continue");
    await deck.app.inject({ method: "DELETE", url: "/api/sessions", headers: admin });
    await deck.pass(1_000);
    expect(await deck.posts()).toBe(3);
  });

  test.each([
    ["was an administrator 7 days ago", "admin", 7 * 24 * 60, 3],
    ["was an administrator longer ago", "admin", 7 * 24 * 60 + 1, 1],
    ["was no administrator", "helpdesk", 1, 1],
  ] as const)("somebody of the identity provider who %s", async (_what, role, minutesAgo, posts) => {
    const { deck, admin, id } = await atTheGate();
    await act(deck, admin, id, "continue");
    const responsible = JSON.stringify({ id: "oidc-person", displayName: "Olga", method: "oidc" });
    await deck.store.updateTable("rollouts").set({ responsible }).execute();
    const at = new Date(deck.clock.now().getTime() + 1_000 - minutesAgo * minuteMs).toISOString();
    await noteProviderSignIn(deck.store, "oidc-person", role, at);
    await deck.pass(1_000);
    expect(await deck.posts()).toBe(posts);
  });
});

describe("when Citrix is in trouble", () => {
  test("away for an hour: nothing fails, and it goes on", async () => {
    const { deck, admin, fleet } = await deckWith(2);
    const { id } = (await plan(deck, admin, planFor(fleet, [1, 1]))).json<Rollout>();
    await deck.control.setFault({ operation: "any", kind: "status", status: 503 });
    for (let count = 0; count < 30; count += 1) await deck.pass(2 * minuteMs);
    expect(await rolloutOf(deck, await deck.signIn("admin"), id)).toMatchObject({
      state: "running",
      counts: { waiting: 2 },
      waits: { reason: "citrix" },
    });
    await deck.control.clearFaults();
    for (let count = 0; count < 4; count += 1) await deck.pass(minuteMs);
    await untilEnded(deck);
    await untilEnded(deck);
    expect(await rolloutOf(deck, await deck.signIn("admin"), id)).toMatchObject({ state: "completed" });
    expect(await deck.posts()).toBe(2);
  }, 60_000);

  test("a limited rate for the request itself: another attempt, with a key of its own", async () => {
    const { deck, admin, fleet } = await deckWith(1);
    await deck.control.setFault({
      operation: "startImageUpdate",
      kind: "status",
      status: 429,
      retryAfter: "90",
      times: 1,
    });
    const { id } = await begunRollout(deck, admin, planFor(fleet, [1]));
    expect(await rolloutOf(deck, admin, id)).toMatchObject({ state: "running", waits: { reason: "citrix" } });
    await deck.pass(30_000);
    expect(await deck.posts()).toBe(1);
    await deck.pass(61_000);
    expect(await deck.posts()).toBe(2);
    expect((await rolloutOf(deck, admin, id)).targets[0]).toMatchObject({ state: "updating", attempt: 2 });
  });

  test("a lost answer: nothing more starts until it is known what became of it", async () => {
    const { deck, admin, fleet } = await deckWith(2);
    await deck.control.setFault({ operation: "startImageUpdate", kind: "breakAfter", times: 1 });
    const { id } = await begunRollout(deck, admin, planFor(fleet, [1, 1], { maxParallel: 1 }));
    expect((await rolloutOf(deck, admin, id)).targets[0]?.update?.state).toBe("unknown");
    expect(await deck.posts()).toBe(1);
    await untilEnded(deck);
    expect(await deck.posts()).toBe(2);
  });

  test("a catalog that Citrix itself calls busy is waited for", async () => {
    const { deck, admin, fleet } = await deckWith(1);
    await deck.control.setFault({ operation: "startImageUpdate", kind: "status", status: 409, times: 1 });
    const { id } = await begunRollout(deck, admin, planFor(fleet, [1]));
    expect(await rolloutOf(deck, admin, id)).toMatchObject({ state: "running", counts: { waiting: 1 } });
    await deck.pass(minuteMs);
    expect((await rolloutOf(deck, admin, id)).targets[0]).toMatchObject({ state: "updating", attempt: 2 });
  });
});
