import { expect, test } from "vitest";
import { localPath } from "./local-path.ts";

test.each([
  ["/", "/"],
  ["/catalogs", "/catalogs"],
  ["/c/acme/catalogs?q=win%2011&state=Error#x", "/c/acme/catalogs?q=win%2011&state=Error#x"],
  ["/catalogs?q=//evil.example", "/catalogs?q=//evil.example"],
  ["/catalogs/../images", "/images"],
  ["/catalogs?q=Müller", "/catalogs?q=M%C3%BCller"],
  ["/@evil.example", "/@evil.example"],
  ["/%2f%2fevil.example", "/%2f%2fevil.example"],
  ["/apix", "/apix"],
])("%s is a place of this site", (given, path) => {
  expect(localPath(given)).toBe(path);
});

test.each([
  undefined,
  "",
  "catalogs",
  "https://evil.example",
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/\\/evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "\t//evil.example",
  " //evil.example",
  "/ /evil.example",
  "/\u0000/evil.example",
  "/\u00a0/evil.example",
  "/\u2028//evil.example",
  "/\u200b/evil.example",
  "/.//evil.example",
  "/..//evil.example",
  "/%2e//evil.example",
  "/%2e%2e//evil.example",
  "/a/..//evil.example",
  "/catalogs/../..//evil.example",
  "//evil.example/%2f..",
  "//127.0.0.1:8080@evil.example",
  "http:evil.example",
  "javascript:alert(1)",
  "data:text/html,x",
  "/api/auth/oidc/start",
  "/api",
  "/API/session",
  "/catalogs/../api/session",
  "/sign-in",
  "/sign-in?problem=expired",
  `/${"x".repeat(500)}`,
  `/${"ä".repeat(200)}`,
])("%j is none", (given) => {
  expect(localPath(given)).toBeUndefined();
});
