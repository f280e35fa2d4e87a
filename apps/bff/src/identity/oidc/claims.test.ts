import { expect, test } from "vitest";
import { checkParties, claimValues, displayNameOf, namesTooManyGroups, personIdOf } from "./claims.ts";

test.each([
  { claims: { roles: ["a", "b"] }, name: "roles", values: ["a", "b"] },
  { claims: { role: "a" }, name: "role", values: ["a"] },
  { claims: { realm_access: { roles: ["a"] } }, name: "realm_access.roles", values: ["a"] },
  { claims: { "https://example.com/roles": ["a"] }, name: "https://example.com/roles", values: ["a"] },
  {
    claims: { "realm_access.roles": ["whole"], realm_access: { roles: ["nested"] } },
    name: "realm_access.roles",
    values: ["whole"],
  },
  {
    claims: { resource_access: { "my.client": { roles: ["a"] } } },
    name: "resource_access.my.client.roles",
    values: ["a"],
  },
  {
    claims: { resource_access: { my: { client: { roles: ["other"] } }, "my.client": { roles: ["a"] } } },
    name: "resource_access.my.client.roles",
    values: ["a"],
  },
  {
    claims: { resource_access: { "my.client": {}, my: { client: { roles: ["a"] } } } },
    name: "resource_access.my.client.roles",
    values: ["a"],
  },
  { claims: { "resource_access.my.client": { roles: ["a"] } }, name: "resource_access.my.client.roles", values: ["a"] },
  { claims: { roles: [1, null, { a: 1 }, "a"] }, name: "roles", values: ["a"] },
  { claims: { roles: [["a"], [["b"]]] }, name: "roles", values: [] },
  { claims: { roles: "a b,c" }, name: "roles", values: ["a b,c"] },
  { claims: { roles: 7 }, name: "roles", values: [] },
  { claims: { roles: { a: true } }, name: "roles", values: [] },
  { claims: { roles: [] }, name: "roles", values: [] },
  { claims: { roles: null }, name: "roles", values: undefined },
  { claims: {}, name: "roles", values: undefined },
  { claims: { roles: "a" }, name: "roles.length", values: undefined },
  { claims: { roles: ["a"] }, name: "roles.0", values: undefined },
  { claims: {}, name: "constructor.name", values: undefined },
  { claims: {}, name: "__proto__", values: undefined },
  { claims: { a: "x" }, name: "a.constructor.name", values: undefined },
  { claims: { a: "x" }, name: ".a.", values: undefined },
])("claim $name of $claims holds $values", ({ claims, name, values }) => {
  expect(claimValues(claims, name)).toEqual(values);
});

test.each([
  { claims: { sub: "1", name: "Ada Admin", email: "a@example.com" }, name: "Ada Admin" },
  { claims: { sub: "1", name: " ", preferred_username: "ada" }, name: "ada" },
  { claims: { sub: "1", name: ["Ada"], email: "a@example.com" }, name: "a@example.com" },
  { claims: { sub: "1", upn: "ada@example.com", unique_name: "EXAMPLE\\ada" }, name: "ada@example.com" },
  { claims: { sub: "1" }, name: "1" },
  { claims: { sub: "1", name: "Ada\r\nAdmin\u202e\u0000nimdA" }, name: "Ada Admin nimdA" },
  { claims: { sub: "1", name: "x".repeat(10_240) }, name: "x".repeat(100) },
  { claims: { sub: "1", name: `${"x".repeat(99)}\u{1f469}\u{1f469}` }, name: `${"x".repeat(99)}\u{1f469}` },
  { claims: { sub: "1", name: "Ada \ud83d" }, name: "Ada \ufffd" },
  { claims: { sub: "1", name: `\u200b${" ".repeat(10_240)}`, preferred_username: "", email: null }, name: "1" },
])("the name shown for $claims is $name", ({ claims, name }) => {
  expect(displayNameOf(claims)).toBe(name);
});

test("a person's id is theirs alone: neither another subject's nor another issuer's", () => {
  const ids = [
    personIdOf("https://a.example", "1"),
    personIdOf("https://a.example", "2"),
    personIdOf("https://b.example", "1"),
    personIdOf("https://a.example1", ""),
  ];
  expect(new Set(ids).size).toBe(ids.length);
  expect(personIdOf("https://a.example", "1")).toBe(ids[0]);
});

test.each([
  { claims: { _claim_names: { groups: "src1" }, _claim_sources: { src1: {} } }, name: "groups", tooMany: true },
  { claims: { _claim_names: { groups: "src1" } }, name: "roles", tooMany: false },
  { claims: { hasgroups: true }, name: "groups", tooMany: true },
  { claims: { hasgroups: true }, name: "roles", tooMany: false },
  { claims: { _claim_names: "groups" }, name: "groups", tooMany: false },
  { claims: { _claim_names: ["groups"] }, name: "groups", tooMany: false },
  { claims: {}, name: "constructor", tooMany: false },
])("that $claims leave $name out for its length: $tooMany", ({ claims, name, tooMany }) => {
  expect(namesTooManyGroups(claims, name)).toBe(tooMany);
});

test.each([
  { claims: { sub: "1" }, fits: true },
  { claims: { sub: "1", azp: "deck" }, fits: true },
  { claims: { sub: "x".repeat(255) }, fits: true },
  { claims: { sub: "x".repeat(256) }, fits: false },
  { claims: { sub: "" }, fits: false },
  { claims: { sub: 7 }, fits: false },
  { claims: {}, fits: false },
  { claims: { sub: "1", azp: "another" }, fits: false },
  { claims: { sub: "1", azp: ["deck"] }, fits: false },
  { claims: { sub: "1", azp: null }, fits: false },
])("that $claims are somebody's, for the client deck: $fits", ({ claims, fits }) => {
  const check = () => checkParties(claims, "deck");
  if (fits) expect(check).not.toThrow();
  else expect(check).toThrow("the ID token's");
});
