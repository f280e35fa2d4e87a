import { expect, test } from "vitest";
import { readProxy } from "./proxy.ts";
import { ConfigError } from "./values.ts";

test.each([
  { env: {}, proxy: undefined },
  { env: { HTTP_PROXY: "http://proxy:3128", ALL_PROXY: "http://proxy:3128" }, proxy: undefined },
  { env: { HTTPS_PROXY: " http://proxy:3128 " }, proxy: { url: "http://proxy:3128/", noProxy: "" } },
  { env: { HTTPS_PROXY: "proxy:3128" }, proxy: { url: "http://proxy:3128/", noProxy: "" } },
  {
    env: { HTTPS_PROXY: "http://big", https_proxy: "https://deck:p%40ss@small", NO_PROXY: "a", no_proxy: "b, .c" },
    proxy: { url: "https://deck:p%40ss@small/", noProxy: "b, .c" },
  },
])("$env names the proxy $proxy", ({ env, proxy }) => {
  expect(readProxy(env)).toEqual(proxy);
});

test.each([
  { env: { HTTPS_PROXY: "socks5://deck:hunter2@proxy" }, variable: "HTTPS_PROXY" },
  { env: { https_proxy: "http://deck:hunter2@" }, variable: "https_proxy" },
  { env: { HTTPS_PROXY: "http://deck:50%hunter2@proxy" }, variable: "HTTPS_PROXY" },
  { env: { HTTPS_PROXY: "http://proxy", NO_PROXY: "a, 10.0.0.0/8" }, variable: "NO_PROXY" },
])("what $variable cannot mean is refused in one line, without a password", ({ env, variable }) => {
  const attempt = () => readProxy(env);
  expect(attempt).toThrow(ConfigError);
  expect(attempt).toThrow(new RegExp(`^${variable} holds`));
  expect(attempt).not.toThrow("hunter2");
  expect(attempt).not.toThrow("\n");
});
