import { createHash, timingSafeEqual } from "node:crypto";

/** Whether a text that someone gave is the secret; how long that takes tells nothing of the secret. */
export function equalSecrets(given: string, secret: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}
