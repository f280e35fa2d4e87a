import { Identifier } from "@catalog-deck/contract";
import { z } from "zod";
import { HttpProblem } from "../http/http-problem.ts";

/** Where a page of image updates ended: opaque to browsers. */
export function cursorAfter(row: { recorded_at: string; id: string }): string {
  return Buffer.from(JSON.stringify([row.recorded_at, row.id])).toString("base64url");
}

const Position = z.object({ recordedAt: z.iso.datetime(), id: Identifier });

/** The position that a cursor names. Throws a 400 problem for what no page of ours has given. */
export function positionOfCursor(cursor: string): { recordedAt: string; id: string } {
  const message = "must be the nextCursor of an earlier answer";
  const refusal = new HttpProblem(
    400,
    "invalid-request",
    { code: "query-invalid", params: { fields: ["cursor"] } },
    {
      errors: [{ field: "cursor", message }],
    },
  );
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch {
    throw refusal;
  }
  if (!Array.isArray(parts)) throw refusal;
  const [recordedAt, id]: unknown[] = parts;
  const position = Position.safeParse({ recordedAt, id });
  if (!position.success) throw refusal;
  return position.data;
}
