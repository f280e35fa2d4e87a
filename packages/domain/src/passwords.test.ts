import { expect, test } from "vitest";
import { passwordBytes, passwordFromBytes, passwordLength } from "./index.ts";

test("a made password has four groups of letters and digits that nobody misreads", () => {
  const password = passwordFromBytes(Uint8Array.from({ length: passwordBytes }, (_, index) => index * 13));
  expect(password).toMatch(/^([a-km-np-z2-9]{5}-){3}[a-km-np-z2-9]{5}$/);
  expect(password.length).toBeGreaterThanOrEqual(passwordLength.shortest);
});

test("each character of a made password is as likely as any other", () => {
  const counts = new Map<string, number>();
  for (let byte = 0; byte < 256; byte++) {
    const first = passwordFromBytes(new Uint8Array(passwordBytes).fill(byte)).charAt(0);
    counts.set(first, (counts.get(first) ?? 0) + 1);
  }
  expect([...new Set(counts.values())]).toEqual([8]);
});

test("too few random bytes make no password", () => {
  expect(() => passwordFromBytes(new Uint8Array(4))).toThrow("20 bytes");
});
