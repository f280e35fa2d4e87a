import { expect, test } from "vitest";
import { claimValues, displayNameOf, personIdOf } from "./claims.ts";

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
  { claims: { roles: [1, null, { a: 1 }, "a"] }, name: "roles", values: ["a"] },
  { claims: { roles: [] }, name: "roles", values: [] },
  { claims: { roles: null }, name: "roles", values: undefined },
  { claims: {}, name: "roles", values: undefined },
  { claims: { roles: "a" }, name: "roles.length", values: undefined },
  { claims: { roles: ["a"] }, name: "roles.0", values: undefined },
  { claims: {}, name: "constructor.name", values: undefined },
  { claims: {}, name: "__proto__", values: undefined },
])("claim $name of $claims holds $values", ({ claims, name, values }) => {
  expect(claimValues(claims, name)).toEqual(values);
});

test.each([
  { claims: { sub: "1", name: "Ada Admin", email: "a@example.com" }, name: "Ada Admin" },
  { claims: { sub: "1", name: " ", preferred_username: "ada" }, name: "ada" },
  { claims: { sub: "1", name: ["Ada"], email: "a@example.com" }, name: "a@example.com" },
  { claims: { sub: "1" }, name: "1" },
  { claims: { sub: "1", name: "Ada\r\nAdmin\u202e\u0000nimdA" }, name: "Ada Admin nimdA" },
  { claims: { sub: "1", name: "x".repeat(1000) }, name: "x".repeat(100) },
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
