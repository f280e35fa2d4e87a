import { z } from "zod";
import { Role } from "./session.ts";

export const AuditEntry = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    kind: z
      .string()
      .describe("what happened: signed-in, sign-in-refused, signed-out, update-intended, update-outcome, refused …"),
    actor: z.object({ id: z.string(), displayName: z.string(), role: Role.optional() }).optional(),
    address: z.string().optional().describe("the address that the request came from"),
    requestId: z.string().optional(),
    citrixTransactionId: z.string().optional(),
    connectionId: z.string().optional(),
    catalogId: z.string().optional(),
    updateId: z.string().optional(),
    details: z.record(z.string(), z.unknown()).describe("facts of that kind of entry; never a secret"),
  })
  .meta({ id: "AuditEntry" });
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditQuery = z.strictObject({
  cursor: z.string().min(1).max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const AuditList = z
  .object({ items: z.array(AuditEntry), nextCursor: z.string().optional() })
  .meta({ id: "AuditList" });
export type AuditList = z.infer<typeof AuditList>;
