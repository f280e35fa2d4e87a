import { execFileSync } from "node:child_process";
import type { ImageUpdateDryRun } from "@catalog-deck/contract";
import { describe, expect, test } from "vitest";
import {
  curlCommand,
  powerShellCommand,
  powerShellHereString,
  powerShellQuoted,
  shellQuoted,
} from "./request-commands.ts";

const hostile = [
  "It's 5 o'clock",
  "''''",
  "'; touch never; echo '",
  "$(id) `id` $HOME $" + "{IFS} $TOKEN",
  'a "quoted" \\ back\\\\slash \\',
  "line one\nline two\r\nline three",
  "'@\nWrite-Host never\n@'",
  "\u2018curly\u2019 \u201alow\u201b \u201cdouble\u201d",
  "!history !! ~ * ? [a-z] {a,b} # % & | < > ; ( )",
  "@/etc/passwd",
  "--output never",
  "\t\u0001\u001b[31m\u007f\u0085\u2028\u2029\u202e",
  "\u{1f469}\u200d\u{1f4bb} Größe 漢字 e\u0301",
  "%m% %PATH% {token} {transactionId}",
  "=cmd|' /C calc'!A0",
  " leading and trailing ",
  "x".repeat(2_000),
];

function requestWith(text: string): ImageUpdateDryRun["request"] {
  return {
    method: "POST",
    url: "https://api-eu.cloud.com/catalogservice/contoso/site'1/catalogs/a%20b/$updateImage?async=true",
    headers: {
      accept: "application/json",
      "citrix-transactionid": "{transactionId}",
      authorization: "CwsAuth Bearer={token}",
      "content-type": "application/json; charset=utf-8",
    },
    body: JSON.stringify({ TemplateId: "image", VdaUpdateDelay: 60, WarningTitle: text, WarningMessage: text }),
  };
}

/** Runs the command in a real shell whose curl prints the words that it was called with. */
function wordsOfCurl(command: string): string[] {
  const script = `curl() { printf '%s\\0' "$@"; }\n${command}\n`;
  const env = { PATH: process.env.PATH ?? "", TOKEN: "tok'en $(id)", TRANSACTION_ID: "tx-1" };
  return execFileSync("bash", ["--norc", "-c", script], { env, encoding: "utf8" }).split("\0").slice(0, -1);
}

describe("the curl command", () => {
  test.each(hostile)("gives curl exactly the request, whatever stands in the message: %j", (text) => {
    const request = requestWith(text);
    expect(wordsOfCurl(curlCommand(request))).toEqual([
      "--globoff",
      "--request",
      "POST",
      "--url",
      request.url,
      "--header",
      "accept: application/json",
      "--header",
      "citrix-transactionid: tx-1",
      "--header",
      "authorization: CwsAuth Bearer=tok'en $(id)",
      "--header",
      "content-type: application/json; charset=utf-8",
      "--data-raw",
      request.body,
    ]);
  });

  test.each(hostile)("%j alone is one word of a shell", (text) => {
    expect(execFileSync("bash", ["--norc", "-c", `printf %s ${shellQuoted(text)}`], { encoding: "utf8" })).toBe(text);
  });
});

/** What PowerShell's rules make of a single-quoted string: each doubled quote, of whichever kind, is one. */
function readQuoted(literal: string): string {
  const inner = literal.slice(1, -1);
  const quotes = "['\u2018\u2019\u201a\u201b]";
  expect(literal.startsWith("'") && literal.endsWith("'")).toBe(true);
  const pairs = new RegExp(`(${quotes})${quotes}`, "g");
  expect(inner.replace(pairs, "")).not.toMatch(new RegExp(quotes));
  return inner.replace(pairs, "$1");
}

describe("the PowerShell command", () => {
  test.each(hostile)("%j is one string by PowerShell's rules", (text) => {
    expect(readQuoted(powerShellQuoted(text))).toBe(text);
    const here = powerShellHereString(text);
    if (here.startsWith("@'")) {
      expect(here.slice(3, -3)).toBe(text);
      expect(text.split(/\r\n|\r|\n/).some((line) => /^['\u2018\u2019\u201a\u201b]@/.test(line))).toBe(false);
    } else expect(readQuoted(here)).toBe(text);
  });

  test.each(hostile)("holds the body as one line of a here-string, whatever stands in the message: %j", (text) => {
    const request = requestWith(text);
    const lines = powerShellCommand(request).split("\n");
    expect(lines.slice(0, 3)).toEqual(["$body = @'", request.body, "'@"]);
    expect(request.body).not.toMatch(/[\r\n]/);
    expect(lines.slice(3)).toEqual([
      "$headers = @{",
      "  'accept' = 'application/json'",
      "  'citrix-transactionid' = $env:TRANSACTION_ID",
      "  'authorization' = 'CwsAuth Bearer=' + $env:TOKEN",
      "}",
      "$request = @{",
      "  Method = 'POST'",
      "  Uri = 'https://api-eu.cloud.com/catalogservice/contoso/site''1/catalogs/a%20b/$updateImage?async=true'",
      "  Headers = $headers",
      "  ContentType = 'application/json; charset=utf-8'",
      "  Body = [System.Text.Encoding]::UTF8.GetBytes($body)",
      "}",
      "Invoke-RestMethod @request",
    ]);
  });
});
