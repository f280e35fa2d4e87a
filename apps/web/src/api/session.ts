import type { Credentials, ProviderSignOut, Session, SignInMethods } from "@catalog-deck/contract";
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import * as m from "../i18n/messages.js";
import { ApiProblem, type HttpRequest, request } from "../lib/http.ts";
import { forgetAllInput } from "../lib/kept-input.ts";
import { otherUser, setOtherUser, setSessionEnded } from "./session-end.ts";

export const sessionKey = ["session"] as const;

/** Without these answers there is no page: a server that has too much to do is asked again before the person is told. */
const askedAgainWhileOverloaded = {
  retry: (failures: number, error: Error) => failures < 4 && error instanceof ApiProblem && error.code === "overloaded",
  retryDelay: (_failures: number, error: Error) =>
    (error instanceof ApiProblem && error.problem?.retryAfterMs) || 3_000,
};

/** The session of the person at this browser; a 401 problem when nobody is signed in. Asked once, not polled. */
export function sessionQuery() {
  return queryOptions({
    queryKey: sessionKey,
    queryFn: ({ signal }) => request<Session>({ path: "/api/session", signal }),
    ...askedAgainWhileOverloaded,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

export function signInMethodsQuery() {
  return queryOptions({
    queryKey: ["sign-in-methods"],
    queryFn: ({ signal }) => request<SignInMethods>({ path: "/api/sign-in-methods", signal }),
    ...askedAgainWhileOverloaded,
    staleTime: 60_000,
  });
}

/**
 * Signs in and puts the session into the cache; polling that a 401 had stopped goes on.
 * Throws ApiProblem `wrong-credentials` (401) or `too-many-requests` (429, `problem.retryAfterMs`).
 */
export async function signIn(client: QueryClient, credentials: Credentials): Promise<Session> {
  const session = await request<Session>({ method: "POST", path: "/api/session", body: credentials });
  goOnWith(client, session);
  return session;
}

function goOnWith(client: QueryClient, session: Session): void {
  const before = client.getQueryData<Session>(sessionKey);
  if (before && !isSamePerson(before, session)) {
    // Someone else took over, or the role is another: nothing that was seen or typed before stays.
    forgetAllInput();
    window.location.reload();
    return;
  }
  client.setQueryData(sessionKey, session);
  setSessionEnded(false);
  setOtherUser(undefined);
  void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== sessionKey[0] });
}

function isSamePerson({ user }: Session, other: Session): boolean {
  return user.id === other.user.id && user.role === other.user.role;
}

/**
 * After signing in beside the page, in another tab: the session of this browser is this page's again. False while nobody
 * is signed in. Where the page says already that someone else is, that someone waits for the person's choice.
 */
export async function takeUpSession(client: QueryClient): Promise<boolean> {
  try {
    const session = await request<Session>({ path: "/api/session" });
    const before = client.getQueryData<Session>(sessionKey);
    if (otherUser() === undefined || (before && isSamePerson(before, session))) goOnWith(client, session);
    return true;
  } catch (error) {
    if (error instanceof ApiProblem) return false;
    throw error;
  }
}

/**
 * Ends the session at the server, and forgets what was entered here; a session that is gone already is as good. Gives where to go: to the identity provider
 * for those who signed in there, so that its session ends too, else to the sign-in page.
 */
export async function signOut(client: QueryClient): Promise<string> {
  const signInPage = "/sign-in";
  try {
    if (client.getQueryData<Session>(sessionKey)?.method === "oidc") {
      const options = { method: "POST", path: "/api/auth/oidc/sign-out" } as const;
      const { signOutUrl } = await changingRequest<ProviderSignOut>(client, options);
      forgetAllInput();
      return signOutUrl ?? signInPage;
    }
    await changingRequest<void>(client, { method: "DELETE", path: "/api/session" });
  } catch (error) {
    if (!(error instanceof ApiProblem && error.status === 401)) throw error;
  }
  forgetAllInput();
  return signInPage;
}

/**
 * A changing request with the session's CSRF token. When another tab has signed in again the token is an old one: it is
 * fetched and the request, which the BFF has refused before doing anything, is sent once more. Unless it was someone else
 * who signed in, or the role is another now: what one person has filled in is never sent as another. Then the page says so.
 */
export async function changingRequest<Result>(
  client: QueryClient,
  options: HttpRequest & { method: "POST" | "PUT" | "PATCH" | "DELETE" },
): Promise<Result> {
  const session = client.getQueryData<Session>(sessionKey);
  try {
    return await request<Result>({ ...options, csrfToken: session?.csrfToken });
  } catch (error) {
    // Someone else's role may be what is refused: it is looked at before the token.
    const mayBeOthers =
      error instanceof ApiProblem && (error.code === "csrf-token-invalid" || error.code === "forbidden");
    if (!mayBeOthers || session === undefined) throw error;
    const renewed = await request<Session>({ path: "/api/session" });
    if (!isSamePerson(session, renewed)) {
      setOtherUser(renewed.user);
      // Never `forbidden`: that would be told of the page's person, who may be allowed to.
      const [code, detail] = ["csrf-token-invalid", m.session_nothing_sent()] as const;
      throw new ApiProblem(code, error.status, detail, error.problem && { ...error.problem, code, detail }, error);
    }
    if (error.code === "forbidden") throw error;
    client.setQueryData(sessionKey, renewed);
    return request<Result>({ ...options, csrfToken: renewed.csrfToken });
  }
}
