import type { ProblemCode, Session } from "@catalog-deck/contract";
import { aSession } from "@catalog-deck/contract/testing";
import { QueryClient } from "@tanstack/react-query";
import { afterEach, expect, test } from "vitest";
import { ApiProblem } from "../lib/http.ts";
import { noContent, problem, serveApp } from "../testing/test-app.tsx";
import { changingRequest, sessionKey } from "./session.ts";
import { otherUser, setOtherUser } from "./session-end.ts";

afterEach(() => {
  setOtherUser(undefined);
});

/** A page of an administrator, at whose browser `renewed` has signed in since; what it tries to change, and with which token. */
async function changeAfter(renewed: Session, refusal: ProblemCode = "csrf-token-invalid") {
  const client = new QueryClient();
  const opened: Session = { ...aSession("admin"), csrfToken: "old" };
  client.setQueryData(sessionKey, opened);
  const bff = serveApp("admin", {
    "/api/session": renewed,
    "POST /api/thing": () =>
      bff.calls.at(-1)?.headers.get("x-csrf-token") === "new" ? noContent : problem(403, refusal),
  });
  const outcome = await changingRequest(client, { method: "POST", path: "/api/thing" }).catch(
    (error: unknown) => error,
  );
  const tokens = bff.calls
    .filter(({ key }) => key === "POST /api/thing")
    .map(({ headers }) => headers.get("x-csrf-token"));
  return { outcome, tokens, kept: client.getQueryData<Session>(sessionKey), opened };
}

const renewed = (change: Partial<Session["user"]>): Session => {
  const session = aSession("admin");
  return { ...session, csrfToken: "new", user: { ...session.user, ...change } };
};

test("after the same person has signed in anew the request is sent once more with the new token", async () => {
  const { outcome, tokens, kept } = await changeAfter(renewed({}));
  expect([outcome, tokens, kept?.csrfToken]).toEqual([undefined, ["old", "new"], "new"]);
  expect(otherUser()).toBeUndefined();
});

test.each([
  ["somebody else", renewed({ id: "another", displayName: "Bea" })],
  ["the same person in another role", renewed({ role: "helpdesk" })],
])("after %s has signed in nothing is sent, and the page learns who it is", async (_who, session) => {
  const { outcome, tokens, kept, opened } = await changeAfter(session);
  expect(tokens).toEqual(["old"]);
  expect(outcome).toBeInstanceOf(ApiProblem);
  expect(outcome).toMatchObject({ code: "csrf-token-invalid", message: expect.stringContaining("Nothing was sent") });
  expect(otherUser()).toEqual(session.user);
  expect(kept).toBe(opened);
});

test("a role that may not do it is told as somebody else's where it is, else as the page's own", async () => {
  const others = await changeAfter(renewed({ id: "another", role: "helpdesk" }), "forbidden");
  expect(others.outcome).toMatchObject({
    message: expect.stringContaining("Nothing was sent"),
    problem: { code: "csrf-token-invalid", detail: expect.stringContaining("Nothing was sent") },
  });
  expect(otherUser()).toMatchObject({ id: "another" });
  setOtherUser(undefined);
  const own = await changeAfter(renewed({}), "forbidden");
  expect([own.outcome, own.tokens, otherUser()]).toMatchObject([{ code: "forbidden" }, ["old"], undefined]);
});
