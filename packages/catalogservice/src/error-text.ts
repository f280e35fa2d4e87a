import { hideSecrets } from "./answer-text.ts";

const longestMessage = 2_000;
const deepest = 6;

/** Where a reason is looked for, the most telling first, in whatever case and with or without `_`. */
const reasonFields = [
  "message",
  "errormessage",
  "detail",
  "errordescription",
  "description",
  "reason",
  "error",
  "details",
  "items",
  "value",
];

/**
 * What Citrix, or a server between, says in the body of an error, which has no fixed shape: JSON with a reason somewhere, a
 * page, plain text or nothing. Where no reason is found the raw text is given.
 * @returns one line of at most 2,000 characters, with neither the given secrets nor what looks like one; undefined when
 *   there is nothing for a person
 */
export function upstreamMessageOf(body: string, secrets: readonly string[]): string | undefined {
  const said = hideSecretLooking(hideSecrets(messageIn(body), secrets))
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim();
  if (said === "") return undefined;
  return said.length > longestMessage ? `${said.slice(0, longestMessage).toWellFormed()}…` : said;
}

/** The text of an error's body: by its byte order mark, else by the charset that its `Content-Type` names, else UTF-8. */
export function errorTextOf(bytes: Uint8Array, contentType: string | undefined): string {
  const charset = markedCharset(bytes) ?? /charset\s*=\s*"?([\w.:-]+)/i.exec(contentType ?? "")?.[1];
  return decoded(bytes, charset) ?? decoded(bytes, "utf-8") ?? new TextDecoder("windows-1252").decode(bytes);
}

/** UTF-16 is also known by the zeros in its first two ASCII characters. */
function markedCharset([first, second, third, fourth]: Uint8Array): string | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if ((first === 0xff && second === 0xfe) || (first && second === 0 && third && fourth === 0)) return "utf-16le";
  if ((first === 0xfe && second === 0xff) || (first === 0 && second && third === 0 && fourth)) return "utf-16be";
  return undefined;
}

function decoded(bytes: Uint8Array, charset: string | undefined): string | undefined {
  if (charset === undefined) return undefined;
  try {
    // The last character may be cut in half: an answer that is too long is read up to the limit.
    return new TextDecoder(charset, { fatal: true }).decode(bytes, { stream: true });
  } catch {
    // A charset that nobody knows, or bytes that are not of it.
    return undefined;
  }
}

function messageIn(body: string): string {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return body.trimStart().startsWith("<") ? textOfPage(body) : (reasonInBrokenJson(body) ?? body);
  }
  const isEmpty = typeof value !== "object" || value === null || Object.keys(value).length === 0;
  return reasonIn(value) || (isEmpty ? "" : JSON.stringify(value));
}

function reasonIn(value: unknown, depth = 0): string {
  if (depth > deepest) return "";
  if (typeof value === "string") return reasonInText(value, depth);
  if (Array.isArray(value)) return sentences(value.map((item) => reasonIn(item, depth + 1)));
  if (typeof value !== "object" || value === null) return "";
  const fields = new Map(Object.entries(value).map(([name, field]) => [name.toLowerCase().replaceAll("_", ""), field]));
  const said = (name: string) => reasonIn(fields.get(name), depth + 1);
  const reason = reasonFields.map(said).find((text) => text !== "") ?? said("title");
  return sentences([reason, fieldErrorsIn(fields.get("errors"), depth + 1)]);
}

/** JSON in a JSON string: a service that passes on what another one said. */
function reasonInText(text: string, depth: number): string {
  if (!/^\s*[{[]/.test(text)) return text.trim();
  try {
    return reasonIn(JSON.parse(text), depth + 1) || text.trim();
  } catch {
    return text.trim();
  }
}

/** `{"TemplateId":["is required"]}`, as validations write it, with the names of the fields; or a list. */
function fieldErrorsIn(value: unknown, depth: number): string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return reasonIn(value, depth);
  return sentences(
    Object.entries(value).map(([name, field]) => {
      const said = reasonIn(field, depth + 1);
      return said === "" || name === "" ? said : `${name}: ${said}`;
    }),
  );
}

/** Different sentences, one after the other. */
function sentences(texts: readonly string[]): string {
  const said = [...new Set(texts)].filter((text) => text !== "");
  return said.map((text, at) => (at === said.length - 1 || /[.!?:;]$/.test(text) ? text : `${text};`)).join(" ");
}

/** JSON that ends in the midst: too long, or its connection broke. */
function reasonInBrokenJson(body: string): string | undefined {
  if (!/^\s*[{[]/.test(body)) return undefined;
  const found = /"(?:message|errormessage|detail|description|title)"\s*:\s*"((?:[^"\\]|\\.)+)/i.exec(body)?.[1];
  if (found === undefined) return undefined;
  try {
    return String(JSON.parse(`"${found}"`));
  } catch {
    return found;
  }
}

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };
const notForReading = new Set(["script", "style", "svg", "noscript", "template"]);

/** The title and the text of a page; in one pass, whatever is left open in it. */
function textOfPage(page: string): string {
  const parts = { title: "", text: "" };
  let skipped: string | undefined;
  let into: keyof typeof parts = "text";
  for (const [piece, slash, tag] of page.matchAll(/<(\/?)([a-z0-9]*)[^>]*>?|[^<]+/gi)) {
    if (tag === undefined) {
      if (skipped === undefined) parts[into] += piece;
      continue;
    }
    const name = tag.toLowerCase();
    if (skipped !== undefined) {
      if (slash === "/" && name === skipped) skipped = undefined;
    } else if (slash === "" && notForReading.has(name)) {
      skipped = name;
    } else if (name === "title") {
      into = slash === "" ? "title" : "text";
    }
    parts[into] += " ";
  }
  const plain = (part: string) => withoutEntities(part).replace(/\s+/g, " ").trim();
  const [title, text] = [plain(parts.title), plain(parts.text)];
  return text.includes(title) ? text : sentences([title, text]);
}

function withoutEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,5}));/gi, (entity, decimal, hex, name) => {
    if (name !== undefined) return entities[name.toLowerCase()] ?? entity;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : entity;
  });
}

/** Tokens, and fields of secrets by their name: raw text may hold what nobody here has ever known. */
function hideSecretLooking(text: string): string {
  return text
    .replace(
      /("[^"]{0,64}(?:password|secret|token|authorization|credential|api_?key)"\s*:\s*")(?:[^"\\]|\\.)*/gi,
      "$1[hidden]",
    )
    .replace(/\b((?:client_secret|access_token|refresh_token|password)=)[^\s&"'<]+/gi, "$1[hidden]")
    .replace(/\bBearer[= ]\S+/gi, "Bearer [hidden]")
    .replace(/\beyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*)?/g, "[hidden]");
}
