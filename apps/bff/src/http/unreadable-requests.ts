import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";
import fastifyPlugin from "fastify-plugin";
import type { PlainProblemFactCode } from "./http-problem.ts";
import { HttpProblem, problemBody, problemMediaType } from "./problems.ts";
import { newRequestId } from "./request-id.ts";
import type { SecurityHeaders } from "./security-headers.ts";

const refusals: Record<string, { status: number; fact: PlainProblemFactCode }> = {
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, fact: "request-too-slow" },
  HPE_HEADER_OVERFLOW: { status: 431, fact: "headers-too-large" },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, fact: "chunk-extensions-too-large" },
};

/** Answers what Node's HTTP parser cannot read as a request: a problem like any other, written to the bare connection. */
export function answerUnreadable(headers: SecurityHeaders): (error: NodeJS.ErrnoException, socket: Socket) => void {
  return (error, socket) => {
    if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
    const { status, fact } = refusals[error.code ?? ""] ?? { status: 400, fact: "not-http" };
    const { head, body } = rawAnswer(new HttpProblem(status, "invalid-request", fact), headers);
    const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}`);
    socket.end([`HTTP/1.1 ${status} ${body.title}`, ...lines, "", body.text].join("\r\n"));
  };
}

/**
 * Refuses what Node would answer by itself with none of our headers: HTTP/1.1 without a Host (with Fastify's
 * `http.requireHostHeader: false`), and an Expect that nobody can meet. And two Hosts (same section), and an address with a fragment, which the router
 * would cut off: no HTTP client sends one (RFC 9112, section 3.2).
 */
export const answerForNode = fastifyPlugin(refuseByOurselves);

async function refuseByOurselves(app: FastifyInstance, { headers }: { headers: SecurityHeaders }): Promise<void> {
  app.addHook("onRequest", ({ raw }, _reply, done) => {
    if (raw.headers.host === undefined && raw.httpVersion === "1.1") {
      throw new HttpProblem(400, "invalid-request", "host-missing");
    }
    if (hostsIn(raw) > 1) {
      throw new HttpProblem(400, "invalid-request", "host-repeated");
    }
    if (raw.url?.includes("#")) throw new HttpProblem(400, "invalid-request", "address-has-fragment");
    done();
  });
  app.server.on("checkExpectation", (_request: IncomingMessage, response: ServerResponse) => {
    const problem = new HttpProblem(417, "invalid-request", "expectation-failed");
    const { head, body } = rawAnswer(problem, headers);
    response.writeHead(problem.status, head).end(body.text);
  });
}

/** How many Host headers there are: Node gives the first alone. */
function hostsIn({ rawHeaders }: IncomingMessage): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === "host") count += 1;
  }
  return count;
}

function rawAnswer(problem: HttpProblem, headers: SecurityHeaders) {
  const requestId = newRequestId();
  const body = problemBody(problem, requestId);
  const text = JSON.stringify(body);
  const head = {
    ...headers,
    "x-request-id": requestId,
    "cache-control": "no-store",
    "content-type": problemMediaType,
    "content-length": String(Buffer.byteLength(text)),
    connection: "close",
  };
  return { head, body: { title: body.title, text } };
}
