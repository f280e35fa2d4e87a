import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

/** A key for one purpose, made from the session secret: what one purpose sealed no other can open. */
export function sealingKey(sessionSecret: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", sessionSecret, "", purpose, 32));
}

/** Encrypts and signs a text (AES-256-GCM: IV, tag, cipher text). `boundTo` must be given again to open it. */
export function seal(key: Buffer, boundTo: string, text: string): Buffer {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(boundTo));
  const encrypted = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), encrypted]);
}

/** The sealed text; undefined when it was sealed with another key or for something else, or was changed. */
export function unseal(key: Buffer, boundTo: string, sealed: Buffer): string | undefined {
  if (sealed.length < 28) return undefined;
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, 12), { authTagLength: 16 })
    .setAAD(Buffer.from(boundTo))
    .setAuthTag(sealed.subarray(12, 28));
  const start = decipher.update(sealed.subarray(28), undefined, "utf8");
  try {
    return start + decipher.final("utf8");
  } catch {
    return undefined;
  }
}
