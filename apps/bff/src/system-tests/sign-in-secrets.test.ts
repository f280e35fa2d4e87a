import type { Session } from "@catalog-deck/contract";
import type { JWTPayload } from "jose";
import { expect, test } from "vitest";
import type { Answer } from "../testing/answers.ts";
import { startDeckWithProvider } from "../testing/deck-with-provider.ts";
import { clientId, clientSecret } from "../testing/identity-provider.ts";
import { loggerOfTest } from "../testing/logged-lines.ts";

const valueIn = (address: string, name: string) => new URL(address, "http://deck").searchParams.get(name) ?? "";

test("no secret, code, token or verifier is in the log at its most detailed level, in the database or in an answer", async () => {
  const { lines, logger } = loggerOfTest();
  const { browser, deck, provider } = await startDeckWithProvider({ logger });
  const secrets = new Set([clientSecret, encodeURIComponent(clientSecret).replaceAll("-", "%2D")]);
  const answers: Answer[] = [];
  const keep = (answer: Answer) => {
    answers.push(answer);
    return answer;
  };

  // Every way that it can end: well, refused for each reason, away, cancelled, and with wrong logout tokens.
  const ways: { person: "ada" | "nora" | "nobody"; tamper?: (claims: JWTPayload) => { claims: JWTPayload } }[] = [
    { person: "ada" },
    { person: "nora" },
    { person: "nobody" },
    { person: "ada", tamper: (claims) => ({ claims: { ...claims, nonce: "x" } }) },
    { person: "ada", tamper: (claims) => ({ claims: { ...claims, aud: "x" } }) },
    { person: "ada", tamper: (claims) => ({ claims: { ...claims, exp: 1 } }) },
  ];
  for (const { person, tamper } of ways) {
    provider.tamper = tamper;
    const start = keep(await browser.deck("/api/auth/oidc/start?another=1"));
    const callback = await browser.atProvider(String(start.headers.location), person);
    secrets.add(valueIn(callback, "code"));
    keep(await browser.deck(callback, { crossSite: true }));
    keep(await browser.deck(callback, { crossSite: true }));
    for (const value of browser.deckCookies.values())
      secrets.add(value).add(decodeURIComponent(value).split(".")[0] ?? "");
  }
  for (const { form } of provider.tokenRequests) {
    for (const name of ["code", "code_verifier"]) secrets.add(form[name] ?? "");
  }
  provider.tamper = undefined;
  keep(await browser.signIn("ada", "?another=1"));
  for (const value of browser.deckCookies.values()) secrets.add(value);
  const { csrfToken } = keep(await browser.deck("/api/session")).json<Session>();
  const rows = async () => JSON.stringify(await deck.store.selectFrom("sessions").selectAll().execute());
  const stored = await rows();
  const out = await browser.deck("/api/auth/oidc/sign-out", { method: "POST", headers: { "x-csrf-token": csrfToken } });
  const idToken = valueIn(out.json<{ signOutUrl: string }>().signOutUrl, "id_token_hint");
  secrets.add(idToken).add(idToken.split(".")[2] ?? "");
  const logout = await provider.sign({ iss: provider.issuer, aud: clientId, sub: "ada", jti: "1" });
  secrets.add(logout);
  for (const token of [logout, `${logout}x`]) {
    const payload = new URLSearchParams({ logout_token: token }).toString();
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    keep(await browser.deck("/api/auth/oidc/back-channel-logout", { method: "POST", headers, payload }));
  }
  await provider.goDown();
  keep(await browser.deck("/api/auth/oidc/start"));

  secrets.delete("");
  expect(secrets.size).toBeGreaterThan(15);
  const audit = JSON.stringify(await deck.store.selectFrom("audit_log").selectAll().execute());
  const told = answers.map(({ body }) => body).join("\n");
  const metrics = await deck.app.metrics.metrics();
  expect(lines.join("")).toMatch(/JWT_CLAIM_COMPARISON/);
  expect(lines.join("")).toMatch(/a logout token was refused/);
  for (const secret of secrets) {
    for (const text of [lines.join(""), audit, stored, told, metrics]) expect(text).not.toContain(secret);
  }
});
