import { expect, test } from "vitest";
import { browserOf } from "./browser-words.ts";

const mozilla = "Mozilla/5.0";

test.each([
  [`${mozilla} (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0`, "Firefox on Windows"],
  [
    `${mozilla} (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36`,
    "Chrome on Linux",
  ],
  [`${mozilla} (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0`, "Edge on Windows"],
  [`${mozilla} (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605 (KHTML) Version/18.0 Safari/605`, "Safari on macOS"],
  [`${mozilla} (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1`, "Safari on iPhone"],
  [`${mozilla} (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36`, "Chrome on Android"],
  ["curl/8.5.0", "curl"],
  ["", "Unknown program"],
  ["<script>alert(1)</script>", "Unknown program"],
])("%s reads as %s", (userAgent, words) => {
  expect(browserOf(userAgent).browser).toBe(words);
});
