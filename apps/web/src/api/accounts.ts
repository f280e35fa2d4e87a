import type {
  Account,
  AccountChange,
  AccountList,
  NewAccount,
  OwnSessionList,
  PasswordChange,
  Session,
  SetUp,
} from "@catalog-deck/contract";
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { request } from "../lib/http.ts";
import { changingRequest, sessionKey } from "./session.ts";

const accountsKey = ["accounts"] as const;
const mySessionsKey = ["my-sessions"] as const;

/** All local accounts, for admins. */
export function accountsQuery() {
  return queryOptions({
    queryKey: accountsKey,
    queryFn: ({ signal }) => request<AccountList>({ path: "/api/accounts", signal }),
  });
}

/** Where the person is signed in, last used first. */
export function mySessionsQuery() {
  return queryOptions({
    queryKey: mySessionsKey,
    queryFn: ({ signal }) => request<OwnSessionList>({ path: "/api/sessions", signal }),
  });
}

/** Does a change of accounts and reads them again, also when it was refused: what the page shows may be why. */
async function andReadAgain<Result>(client: QueryClient, change: Promise<Result>): Promise<Result> {
  try {
    return await change;
  } finally {
    void client.invalidateQueries({ queryKey: accountsKey });
  }
}

const pathOf = ({ id }: Pick<Account, "id">) => `/api/accounts/${encodeURIComponent(id)}`;

/** Makes an account. Throws ApiProblem `username-taken` or `invalid-request` (its `errors` name the fields). */
export function createAccount(client: QueryClient, body: NewAccount): Promise<Account> {
  return andReadAgain(client, changingRequest<Account>(client, { method: "POST", path: "/api/accounts", body }));
}

/** Changes an account as it was read. Throws ApiProblem `last-admin` or `account-changed`. */
export function changeAccount(
  client: QueryClient,
  account: Pick<Account, "id" | "version">,
  change: AccountChange,
): Promise<Account> {
  const body = { ...change, version: account.version };
  return andReadAgain(client, changingRequest<Account>(client, { method: "PATCH", path: pathOf(account), body }));
}

/** Gives an account a new password; its sessions end. */
export function setAccountPassword(client: QueryClient, account: Pick<Account, "id">, password: string): Promise<void> {
  const path = `${pathOf(account)}/password`;
  return andReadAgain(client, changingRequest<void>(client, { method: "POST", path, body: { password } }));
}

/** Changes the own password; the other sessions end. Throws ApiProblem `wrong-credentials` (403), `too-many-requests`. */
export async function changeMyPassword(client: QueryClient, body: PasswordChange): Promise<void> {
  await changingRequest<void>(client, { method: "PUT", path: "/api/session/password", body });
  await client.invalidateQueries({ queryKey: mySessionsKey });
}

/** Ends one of the own sessions; one that has ended already is as good. */
export async function endMySession(client: QueryClient, id: string): Promise<void> {
  try {
    await changingRequest<void>(client, { method: "DELETE", path: `/api/sessions/${encodeURIComponent(id)}` });
  } finally {
    await client.invalidateQueries({ queryKey: mySessionsKey });
  }
}

/** Ends all own sessions, this one too. */
export async function signOutEverywhere(client: QueryClient): Promise<void> {
  await changingRequest<void>(client, { method: "DELETE", path: "/api/sessions" });
}

/** Makes the first account by the server's link and signs in with it. Throws ApiProblem `set-up-link-invalid`. */
export async function setUp(client: QueryClient, body: SetUp): Promise<void> {
  client.setQueryData(sessionKey, await request<Session>({ method: "POST", path: "/api/set-up", body }));
}
