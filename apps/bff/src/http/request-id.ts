import { randomUUID } from "node:crypto";

/** The id that a request has in answers, log and audit log; where requests are traced, the trace's too (W3C Trace Context). */
export function newRequestId(): string {
  return randomUUID().replaceAll("-", "");
}
