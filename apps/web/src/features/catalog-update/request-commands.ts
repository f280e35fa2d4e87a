import type { ImageUpdateDryRun } from "@catalog-deck/contract";

type ShownRequest = ImageUpdateDryRun["request"];
type Piece = { text: string } | { variable: "TOKEN" | "TRANSACTION_ID" };

// The same words as the contract's `tokenPlaceholder` and `transactionIdPlaceholder`, which is imported for types alone.
const placeholders = new Map<string, Piece>([
  ["{token}", { variable: "TOKEN" }],
  ["{transactionId}", { variable: "TRANSACTION_ID" }],
]);

/** A header's value with the places of the variables. The server writes headers; nothing that a person typed is in them. */
function piecesOf(value: string): Piece[] {
  return value
    .split(/(\{token\}|\{transactionId\})/)
    .filter((part) => part !== "")
    .map((part) => placeholders.get(part) ?? { text: part });
}

/** One word of a POSIX shell, whatever the text holds: nothing is special between single quotes but the quote itself. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * The request as a curl command for a POSIX shell; token and transaction id are taken from `$TOKEN` and
 * `$TRANSACTION_ID`. Globbing is off, because an address may hold brackets.
 */
export function curlCommand({ method, url, headers, body }: ShownRequest): string {
  const header = ([name, value]: [string, string]) =>
    piecesOf(`${name}: ${value}`)
      .map((piece) => ("text" in piece ? shellQuoted(piece.text) : `"$${piece.variable}"`))
      .join("");
  return [
    `curl --globoff --request ${method}`,
    `--url ${shellQuoted(url)}`,
    ...Object.entries(headers).map((one) => `--header ${header(one)}`),
    `--data-raw ${shellQuoted(body)}`,
  ].join(" \\\n  ");
}

/** The quotes that PowerShell takes for a single quote, the typographic ones included. */
const powerShellQuotes = /['\u2018\u2019\u201a\u201b]/g;

/** A PowerShell string in which nothing is special: between single quotes, each of its quotes doubled. */
export function powerShellQuoted(text: string): string {
  return `'${text.replace(powerShellQuotes, "$&$&")}'`;
}

/**
 * A PowerShell string of any text in a single-quoted here-string, in which not even quotes are special. Only a line that
 * begins with its end mark could end it; such a text is quoted in the other way.
 */
export function powerShellHereString(text: string): string {
  if (/(^|[\r\n])['\u2018\u2019\u201a\u201b]@/.test(text)) return powerShellQuoted(text);
  return `@'\n${text}\n'@`;
}

/**
 * The request for PowerShell 5.1 and later; token and transaction id are taken from `$env:TOKEN` and
 * `$env:TRANSACTION_ID`. The body goes as UTF-8 bytes: of a text 5.1 would make Latin-1.
 */
export function powerShellCommand({ method, url, headers, body }: ShownRequest): string {
  const value = (text: string) =>
    piecesOf(text)
      .map((piece) => ("text" in piece ? powerShellQuoted(piece.text) : `$env:${piece.variable}`))
      .join(" + ");
  const { "content-type": contentType = "application/json", ...others } = headers;
  return [
    `$body = ${powerShellHereString(body)}`,
    "$headers = @{",
    ...Object.entries(others).map(([name, text]) => `  ${powerShellQuoted(name)} = ${value(text)}`),
    "}",
    "$request = @{",
    `  Method = ${powerShellQuoted(method)}`,
    `  Uri = ${powerShellQuoted(url)}`,
    "  Headers = $headers",
    `  ContentType = ${powerShellQuoted(contentType)}`,
    "  Body = [System.Text.Encoding]::UTF8.GetBytes($body)",
    "}",
    "Invoke-RestMethod @request",
  ].join("\n");
}
