import { describe, expect, it } from "vitest";
import { clientFor, clientSecret, failureOf, type Reply, startCitrixServer } from "./citrix-server.test-support.ts";

function refusal(body: unknown, contentType = "application/json"): Reply {
  return (response) => {
    response.writeHead(400, { "content-type": contentType });
    response.end(typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body));
  };
}

async function reasonOf(body: unknown, contentType?: string): Promise<string | undefined> {
  const server = await startCitrixServer();
  server.replies(refusal(body, contentType));
  return (await failureOf(clientFor(server).listSites())).upstreamMessage;
}

describe("the reason of a refusal", () => {
  const busy = "Catalog is busy";
  const validation = "One or more validation errors occurred.";
  it.each<[string, unknown, string | undefined]>([
    ["message", { message: busy }, busy],
    ["Message", { Message: busy }, busy],
    ["errorMessage", { errorMessage: busy, errorCode: 7 }, busy],
    ["error_message", { error_message: busy }, busy],
    ["detail before title", { type: "about:blank", title: "Bad Request", status: 400, detail: busy }, busy],
    [
      "Citrix Cloud's Detail",
      { Type: "https://errors-api.cloud.com/common/validation", Detail: busy, Parameters: [] },
      busy,
    ],
    ["title alone", { title: busy }, busy],
    ["error.message", { error: { code: "Conflict", message: busy } }, busy],
    ["OData's error.message.value", { error: { code: "", message: { lang: "en", value: busy } } }, busy],
    ["error_description before error", { error: "invalid_client", error_description: busy }, busy],
    ["a word in error", { error: "invalid_client" }, "invalid_client"],
    [
      "errors by field, after their title",
      { title: validation, errors: { TemplateId: ["is required"], VdaUpdateDelay: ["is too small.", "is odd"] } },
      `${validation} TemplateId: is required; VdaUpdateDelay: is too small. is odd`,
    ],
    ["errors as a list", { errors: ["First", "Second"] }, "First; Second"],
    [
      "errors as a list of objects",
      { errors: [{ code: 1, description: busy }, { message: "Wait." }] },
      `${busy}; Wait.`,
    ],
    ["a list with descriptions", [{ description: busy }, { description: busy }], busy],
    ["JSON in a string of JSON", { message: JSON.stringify({ error: { message: busy } }) }, busy],
    ["a JSON string", JSON.stringify(busy), busy],
    ["JSON that ends in the midst", `{"code": 7, "message": "${busy}", "stack": "at `, busy],
    ["no reason anywhere: the raw text", { code: 7, hint: { deep: 1 } }, '{"code":7,"hint":{"deep":1}}'],
    ["nothing to say", {}, undefined],
    ["null", "null", undefined],
  ])("is found in %s", async (_what, body, expected) => {
    expect(await reasonOf(body)).toBe(expected);
  });

  it("is the title and the text of a page", async () => {
    const page = `<!DOCTYPE html><html><head><title>502 Bad&nbsp;Gateway</title><style>p{color:red}</style></head>
      <body><script>var a = "<p>";</script><h1>Service &amp; host</h1><p>Try &#x61;gain</p><!-- hidden --></body></html>`;
    expect(await reasonOf(page, "text/html")).toBe("502 Bad Gateway; Service & host Try again");
    expect(await reasonOf("<html><h1>Refused</h1>")).toBe("Refused");
    expect(await reasonOf("<Error><Code>7</Code><Message>Refused</Message></Error>", "text/xml")).toBe("7 Refused");
    const started = performance.now();
    await reasonOf("<script>".repeat(8_000), "text/html");
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  const german = "Katalog ist beschäftigt – später";
  it.each<[string, Buffer, string]>([
    [
      "windows-1252",
      Buffer.from("Katalog ist besch\xe4ftigt \x96 sp\xe4ter", "latin1"),
      "text/plain; charset=windows-1252",
    ],
    [
      "windows-1252 that nothing names",
      Buffer.from("Katalog ist besch\xe4ftigt \x96 sp\xe4ter", "latin1"),
      "text/plain",
    ],
    ["UTF-8 with a byte order mark", Buffer.from(`\ufeff{"message":"${german}"}`), "application/json"],
    [
      "UTF-16LE with a mark",
      Buffer.from(`\ufeff{"message":"${german}"}`, "utf16le"),
      "application/json; charset=utf-8",
    ],
    ["UTF-16LE without", Buffer.from(`{"message":"${german}"}`, "utf16le"), "application/json"],
    ["UTF-16BE", Buffer.from(german, "utf16le").swap16(), 'text/plain; charset="utf-16be"'],
    ["a charset that nobody knows", Buffer.from(german), "text/plain; charset=x-klingon"],
  ])("is read in %s", async (_what, body, contentType) => {
    expect(await reasonOf(body, contentType)).toBe(german);
  });

  it("is one line without control characters, shortened, also of an answer that is too large to be read", async () => {
    expect(await reasonOf("a\u0000b\r\n\u202ec\u200b d")).toBe("a b c d");
    expect(await reasonOf("x".repeat(60_000))).toBe(`${"x".repeat(2_000)}…`);
    expect(await reasonOf(`{"message":"${busy}","stack":"${"x".repeat(100_000)}"}`)).toBe(busy);
    expect(await reasonOf(`${"ä".repeat(40_000)}`)).toBe(`${"ä".repeat(2_000)}…`);
  });

  it("holds no secret, known or not", async () => {
    const texts = [
      { code: 7, request: { clientSecret: "never-shown-1", serviceAccountPassword: 'never-"shown-2' } },
      `refused: Authorization: CwsAuth Bearer=never-shown-3`,
      `{"client_secret": "never-shown-4`,
      `bad form: grant_type=x&client_secret=never-shown-5&client_id=a`,
      `jwt eyJhbGciOiJub25lIn0.never-shown-6.x`,
      { code: 7, echoed: clientSecret },
      "<p>token-1-canary</p>",
    ];
    for (const text of texts) {
      const said = await reasonOf(text);
      expect(said).toContain("[hidden]");
      expect(said).not.toMatch(/never-|canary/);
    }
  });
});
