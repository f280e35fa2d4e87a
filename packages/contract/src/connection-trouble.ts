import { z } from "zod";

/** Why the server has no connection to another one: facts, of which `domain` makes words. */
export const ConnectionTrouble = z
  .object({
    reason: z.enum([
      "name-not-resolved",
      "refused",
      "no-route",
      "timed-out",
      "closed",
      "tls-failed",
      "certificate-expired",
      "certificate-not-yet-valid",
      "certificate-for-other-name",
      "certificate-authority-unknown",
      "certificate-invalid",
      "proxy-answered",
      "failed",
    ]),
    host: z.string().describe("whom it is about: the server, or the proxy on the way to it"),
    proxy: z.boolean(),
    code: z.string().optional().describe("the system's word for it, such as ENOTFOUND"),
    status: z.int().optional().describe("what the proxy answered instead of opening the way"),
  })
  .meta({ id: "ConnectionTrouble" });
export type ConnectionTrouble = z.infer<typeof ConnectionTrouble>;
