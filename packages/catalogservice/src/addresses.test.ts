import { describe, expect, it } from "vitest";
import { Addresses, pathPart, readApiBaseUrl } from "./addresses.ts";

describe("the API's base address", () => {
  it.each([
    ["https://api-eu.cloud.com", "https://api-eu.cloud.com"],
    ["https://api-eu.cloud.com/", "https://api-eu.cloud.com"],
    ["https://proxy.contoso.com:8443/citrix/", "https://proxy.contoso.com:8443/citrix"],
    ["http://127.0.0.1:9000", "http://127.0.0.1:9000"],
    ["http://localhost:9000", "http://localhost:9000"],
    ["http://[::1]:9000", "http://[::1]:9000"],
  ])("may be %s", (given, used) => {
    expect(readApiBaseUrl(given)).toBe(used);
  });

  it.each([
    "",
    "api.cloud.com",
    "http://api.cloud.com",
    "http://127.0.0.1.example.com",
    "http://localhost.example.com",
    "http://10.0.0.1",
    "ftp://127.0.0.1",
    "https://user:password@api.cloud.com",
    "https://api.cloud.com/?customer=1",
    "https://api.cloud.com/#x",
  ])("may not be %j", (given) => {
    expect(() => readApiBaseUrl(given)).toThrow(TypeError);
  });
});

describe("a part of a path", () => {
  it("is encoded, so that it stays one part", () => {
    expect(pathPart("siteId", "a/b?c#d e%2f")).toBe("a%2Fb%3Fc%23d%20e%252f");
  });

  it.each(["", ".", "..", "\ud800"])("may not be %j", (value) => {
    expect(() => pathPart("siteId", value)).toThrow("siteId cannot be part of an address");
  });
});

describe("the address of an update's status", () => {
  const base = "https://api.cloud.com/catalogservice/contoso/site-1";
  const table = `${base}/catalogs/catalog-1/updateStatus`;
  const statusUrl = (location?: string) =>
    new Addresses("https://api.cloud.com", "contoso").updateStatus("site-1", "catalog-1", location).href;

  it("is the contract's table's when Citrix names none", () => {
    expect(statusUrl()).toBe(table);
  });

  it.each([
    [table, table],
    [`${table}?job=7`, `${table}?job=7`],
    [`${base}/jobs/7`, `${base}/jobs/7`],
    ["https://API.cloud.com:443/catalogservice/contoso/site-1/jobs/7", `${base}/jobs/7`],
    ["/catalogservice/contoso/site-1/jobs/7", `${base}/jobs/7`],
    [`${base}/jobs/7#top`, `${base}/jobs/7`],
  ])("is the location %s", (location, followed) => {
    expect(statusUrl(location)).toBe(followed);
  });

  it.each([
    ["another host", "https://evil.example.com/catalogservice/contoso/site-1/catalogs/catalog-1/updateStatus"],
    ["a host that only begins alike", "https://api.cloud.com.evil.example/catalogservice/contoso/site-1/jobs/7"],
    ["another host without protocol", "//evil.example.com/catalogservice/contoso/site-1/jobs/7"],
    ["another protocol", "http://api.cloud.com/catalogservice/contoso/site-1/jobs/7"],
    ["another port", "https://api.cloud.com:444/catalogservice/contoso/site-1/jobs/7"],
    ["a user", "https://me:pw@api.cloud.com/catalogservice/contoso/site-1/jobs/7"],
    ["another customer", "https://api.cloud.com/catalogservice/fabrikam/site-1/jobs/7"],
    ["another site", "https://api.cloud.com/catalogservice/contoso/site-2/jobs/7"],
    ["a site that only begins alike", "https://api.cloud.com/catalogservice/contoso/site-10/jobs/7"],
    ["the site itself", "https://api.cloud.com/catalogservice/contoso/site-1/"],
    ["another service", "https://api.cloud.com/cctrustoauth2/contoso/tokens/clients"],
    ["a way out", `${base}/../../fabrikam/site-1/jobs/7`],
    ["an encoded way out", `${base}/%2e%2e/%2E%2E/fabrikam/site-1/jobs/7`],
    ["an encoded slash", `${base}/x%2f..%2f..%2ffabrikam`],
    ["a twice encoded way out", `${base}/%252e%252e/jobs/7`],
    ["a backslash", `${base}/x%5c..%5cfabrikam`],
    ["an empty part", `${base}//jobs/7`],
    ["another catalog", `${base}/catalogs/catalog-2/updateStatus`],
    ["another managed catalog", `${base}/managedcatalogs/catalog-2/updateStatus`],
    ["no address", "https://"],
  ])("is not followed to %s", (_what, location) => {
    expect(statusUrl(location)).toBe(table);
  });
});
