/** How long a password has to be, in characters; the same numbers as in the contract. */
export const passwordLength = { shortest: 12, longest: 1024 } as const;

/** No character that is read as another one. A power of two of them, so that each is as likely. */
const alphabet = "abcdefghijkmnpqrstuvwxyz23456789";

/** How many random bytes `passwordFromBytes` takes. */
export const passwordBytes = 20;

/** A password of 100 random bits, in four groups that can be read out: `k7m2p-…`. Takes 20 random bytes. */
export function passwordFromBytes(bytes: Uint8Array): string {
  if (bytes.length !== passwordBytes) throw new Error(`a password takes ${passwordBytes} bytes, not ${bytes.length}`);
  const letters = Array.from(bytes, (byte) => alphabet[byte % alphabet.length]).join("");
  return (letters.match(/.{5}/g) ?? []).join("-");
}
