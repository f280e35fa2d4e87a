import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { Refusal } from "./refusal.ts";

/** An answer ready to be sent. */
export interface HttpAnswer {
  status: number;
  headers?: Record<string, string>;
  /** Sent as it is; absent: no body. */
  body?: string | Buffer;
}

const largestBodyBytes = 1_048_576;

/** An answer with a JSON body. */
export function jsonAnswer(status: number, value: unknown, headers: Record<string, string> = {}): HttpAnswer {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify(value),
  };
}

/** Sends an answer, unless the caller has gone away. */
export function send(response: ServerResponse, answer: HttpAnswer): void {
  if (response.destroyed) return;
  const body = answer.body ?? "";
  response.writeHead(answer.status, { ...answer.headers, "content-length": Buffer.byteLength(body) });
  response.end(body);
}

/** Sends the head and half of the body, then cuts the connection. */
export function sendHalf(response: ServerResponse, answer: HttpAnswer): void {
  const body = Buffer.from(answer.body ?? "");
  response.writeHead(answer.status, { ...answer.headers, "content-length": body.length });
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
}

/** The answer with the first half of its body, and of the length that it then has. */
export function truncated(answer: HttpAnswer): HttpAnswer {
  const body = answer.body ?? "";
  return { ...answer, body: body.slice(0, Math.floor(body.length / 2)) };
}

/** Sends the status line and then bytes of a header that never ends, `everyMs` apart, until the caller or `closing` ends it. */
export async function dripHead(
  response: ServerResponse,
  answer: HttpAnswer,
  everyMs: number,
  closing: AbortSignal,
): Promise<void> {
  const { socket } = response;
  socket?.write(`HTTP/1.1 ${answer.status} Slowly\r\nx-drip: `);
  while (socket?.writable && (await waited(everyMs, closing))) socket.write(".");
  socket?.destroy();
}

/** Sends the head, the body's first byte and then spaces, `everyMs` apart, until the caller or `closing` ends it. */
export async function dripBody(
  response: ServerResponse,
  answer: HttpAnswer,
  everyMs: number,
  closing: AbortSignal,
): Promise<void> {
  response.writeHead(answer.status, answer.headers);
  response.write((answer.body ?? "").slice(0, 1));
  while (response.writable && !response.destroyed && (await waited(everyMs, closing))) response.write(" ");
  response.destroy();
}

/** Waits so many milliseconds of real time; false as soon as `closing` ends the waiting. */
export async function waited(ms: number, closing: AbortSignal): Promise<boolean> {
  try {
    await delay(ms, undefined, { signal: closing, ref: false });
    return true;
  } catch (error) {
    if (!closing.aborted) throw error;
    return false;
  }
}

/** The whole body as text. Throws a Refusal with 413 when it is larger than 1 MiB. */
export async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > largestBodyBytes) throw new Refusal(413, "The body is larger than 1 MiB.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Reads a JSON text. Throws a Refusal with 400 when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Refusal(400, `The body is not JSON: ${error instanceof Error ? error.message : "unreadable"}`);
  }
}
