import { Refusal } from "./refusal.ts";

/** The body of `$updateImage`, read and checked. `vdaUpdateDelay` is in minutes. */
export interface UpdateImageOrder {
  templateId: string;
  citrixPrepared: boolean;
  vdaUpdateDelay: number;
  warningTitle?: string;
  warningMessage?: string;
}

const largestInt32 = 2_147_483_647;

/**
 * Reads the body of `$updateImage` with its keys in either case (citrix-api.md#where-the-documents-disagree).
 * Throws a Refusal with 400 for anything that Citrix's API does not allow.
 */
export function readUpdateBody(body: unknown): UpdateImageOrder {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new Refusal(400, "The body must be a JSON object.");
  }
  const values = new Map(Object.entries(body).map(([key, value]) => [key.toLowerCase(), value as unknown]));
  const templateId = values.get("templateid");
  if (typeof templateId !== "string" || templateId.trim() === "") {
    throw new Refusal(400, "TemplateId is required and must not be empty.");
  }
  const citrixPrepared = values.get("citrixprepared") ?? false;
  if (typeof citrixPrepared !== "boolean") throw new Refusal(400, "CitrixPrepared must be true or false.");
  const delay = values.get("vdaupdatedelay") ?? 0;
  if (typeof delay !== "number" || !Number.isInteger(delay) || delay < -1 || delay > largestInt32) {
    throw new Refusal(400, "VdaUpdateDelay must be a 32-bit integer, -1 or more.");
  }
  const warningTitle = textOf(values, "WarningTitle");
  const warningMessage = textOf(values, "WarningMessage");
  return {
    templateId,
    citrixPrepared,
    vdaUpdateDelay: delay,
    ...(warningTitle !== undefined && { warningTitle }),
    ...(warningMessage !== undefined && { warningMessage }),
  };
}

function textOf(values: ReadonlyMap<string, unknown>, key: string): string | undefined {
  const value = values.get(key.toLowerCase()) ?? undefined;
  if (value !== undefined && typeof value !== "string") throw new Refusal(400, `${key} must be a text.`);
  return value;
}
