import { expect, test } from "vitest";
import { weaknessOf } from "./password-policy.ts";

test.each([
  "passwordpassword",
  "P@ssw0rd1234",
  "Password12345!",
  "password-2026",
  "Welcome123456",
  "ChangeMe!!2026",
  "Summer2026!!",
  "administrator1",
  "iloveyou123456",
  "qwertyuiopasdf",
  "123456789012",
  "1234567890-0987654321",
  "1qaz2wsx3edc",
  "abcdefghijkl",
  "aaaaaaaaaaaa",
  "ababababababab",
  "letmeinletmein",
])("%s is guessed first", (password) => {
  expect(weaknessOf(password, "zoe")).toBe("password-guessable");
});

test.each([
  "a long enough password",
  "kangaroo ladder tuesday",
  "48152362342815108",
  "correct horse battery",
  "ein langes Passwort für mich",
  "k7m2p-x9qrt-4wznh-e8sda",
  "пароль подлиннее",
])("%s needs nothing else", (password) => {
  expect(weaknessOf(password, "zoe")).toBeUndefined();
});

test("a password with the user name or the product's name is refused, however it is written", () => {
  expect(weaknessOf("we call her ZOË.M today", "Zoë.M")).toBe("password-has-username");
  expect(weaknessOf("my Catalog-Deck account", "zoe")).toBe("password-has-product-name");
  expect(weaknessOf("zoe walks the dog", "zoe")).toBeUndefined();
});

test("a very long password is judged at once", () => {
  // The time of the processor, which a busy machine does not make longer.
  const before = process.cpuUsage();
  weaknessOf("password".repeat(128), "zoe");
  weaknessOf("abcdefghijklmnopqrstuvwxyz".repeat(39), "zoe");
  expect(process.cpuUsage(before).user).toBeLessThan(200_000);
});
