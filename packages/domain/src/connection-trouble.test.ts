import type { ConnectionTrouble } from "@catalog-deck/contract";
import { expect, test, vi } from "vitest";
import { connectionTroubleInWords } from "./connection-trouble.ts";

const host = "api.cloud.com";
const said: [trouble: Omit<ConnectionTrouble, "host" | "proxy">, english: string, german: string][] = [
  [{ reason: "name-not-resolved" }, "The name api.cloud.com could not be resolved.", "Der Name api.cloud.com"],
  [{ reason: "refused" }, "api.cloud.com refused the connection.", "api.cloud.com hat die Verbindung abgelehnt."],
  [{ reason: "no-route" }, "There is no network route to api.cloud.com.", "api.cloud.com ist im Netz nicht"],
  [{ reason: "timed-out" }, "The connection to api.cloud.com timed out.", "Die Verbindung zu api.cloud.com"],
  [{ reason: "closed" }, "api.cloud.com closed the connection while", "api.cloud.com hat die Verbindung beim Aufbau"],
  [{ reason: "tls-failed" }, "A secure connection (TLS) to api.cloud.com", "Mit api.cloud.com"],
  [{ reason: "certificate-expired" }, "The certificate of api.cloud.com has expired.", "Das Zertifikat von"],
  [{ reason: "certificate-not-yet-valid" }, "is not valid yet. Check this server's clock.", "noch nicht gültig"],
  [{ reason: "certificate-for-other-name" }, "was issued for another name.", "für einen anderen Namen"],
  [{ reason: "certificate-authority-unknown" }, "NODE_EXTRA_CA_CERTS", "NODE_EXTRA_CA_CERTS"],
  [{ reason: "certificate-invalid" }, "The certificate of api.cloud.com is not valid.", "ist ungültig"],
  [{ reason: "proxy-answered", status: 407 }, "requires a user name and a password", "Benutzernamen und ein Passwort"],
  [{ reason: "proxy-answered", status: 502 }, "answered 502 instead of connecting", "mit 502 geantwortet"],
  [{ reason: "failed" }, "Could not connect to api.cloud.com.", "Es kommt keine Verbindung"],
];

test.each(said)("%o is told as a sentence in both languages", async (facts, english, german) => {
  const trouble = { ...facts, host, proxy: facts.status !== undefined };
  expect(connectionTroubleInWords(trouble)).toContain(english);
  vi.resetModules();
  vi.stubGlobal("__PARAGLIDE_STATIC_LOCALE__", "de");
  const inGerman = await import("./connection-trouble.ts");
  expect(inGerman.connectionTroubleInWords(trouble)).toContain(german);
  vi.unstubAllGlobals();
});

test("trouble on the way to the proxy says that it is the proxy", () => {
  expect(connectionTroubleInWords({ reason: "refused", host: "proxy:3128", proxy: true })).toBe(
    "proxy:3128 refused the connection. proxy:3128 is the proxy that HTTPS_PROXY names.",
  );
});
