import { usernameKey } from "../../store/accounts.ts";

/**
 * Words that passwords of 12 characters and more are made of most often, in lists of passwords that became public.
 * Ours and not zxcvbn-ts: with its English and German dictionaries it takes 100 MB and blocks the server for up to a second
 * per password, and it rates `Citrix-Admin-2026` above `kangaroo ladder tuesday`.
 */
const commonWords = new Set(
  `abc access admin administrator alexander angel azerty baseball basketball batman biteme butterfly changeme charlie
  chocolate citrix company computer contrasena daniel default dragon football freedom fuckyou guest hallo hello hunter
  iloveyou internet jennifer jordan justin killer letmein liverpool login lovely loveme manager master matrix michael
  microsoft monkey motdepasse mustang ninja office operator oracle pass passw passwd password passwords passwort
  passwortpasswort pokemon princess private qazwsx qwert qwerty qwertz root samsung secret security server service
  shadow skywalker starwars startrek summer winter spring autumn sommer herbst fruehling sunshine superman superuser
  support sysadmin system temp temporary test tester testing thisis thisismy trustno user username welcome welcometo
  whatever windows xendesktop zaq zxcvbn my the is new your our company it`.split(/\s+/),
);
const keyboardRows = [
  "0123456789012345678901234567890",
  "abcdefghijklmnopqrstuvwxyz",
  "qwertyuiop",
  "qwertzuiop",
  "asdfghjkl",
  "zxcvbnm",
];
const keyboardColumns = "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p";
const look = { "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", $: "s", "!": "i" };
const productName = "catalogdeck";

/** Why nobody should have a password, as codes of facts. */
type Weakness = "password-guessable" | "password-has-product-name" | "password-has-username";

/**
 * Why nobody should have this password, or undefined. Long is enough; only what is guessed first is refused: common
 * words alone, runs along the keyboard, repetition, the user name or the product's (NIST SP 800-63B, 3.1.1.2).
 */
export function weaknessOf(password: string, username: string): Weakness | undefined {
  const plain = password.normalize("NFKC").toLowerCase();
  if (isGuessedFirst(plain)) return "password-guessable";
  const packed = plain.replaceAll(/[^\p{L}\p{N}]/gu, "");
  if (packed.includes(productName)) return "password-has-product-name";
  const name = usernameKey(username);
  if (name.length >= 4 && plain.includes(name)) return "password-has-username";
  return undefined;
}

/** True for a password that is common by itself, whoever has it. */
function isGuessedFirst(password: string): boolean {
  const plain = password.normalize("NFKC").toLowerCase();
  const unit = shortestUnit(plain);
  if (new Set(plain).size < 5 || unit.length <= 4) return true;
  const packed = plain.replaceAll(/[^\p{L}\p{N}]/gu, "");
  if (coveredByRuns(packed)) return true;
  const inner = plain.replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, "");
  return [packed, unveil(plain), unveil(inner)].some((text) => isMadeOfCommonWords(text.replaceAll(/[^a-z]/g, "")));
}

/** The part that the text repeats, or the text itself. */
function shortestUnit(text: string): string {
  for (let length = 1; length <= text.length / 2; length++) {
    if (text.length % length === 0 && text.slice(0, length).repeat(text.length / length) === text)
      return text.slice(0, length);
  }
  return text;
}

/** The letters that digits and signs stand for. */
function unveil(text: string): string {
  return Array.from(text, (char) => look[char as keyof typeof look] ?? char).join("");
}

const runs = [...keyboardRows, keyboardColumns].flatMap((row) => [row, Array.from(row).reverse().join("")]);

/** True when nothing is left of the text but runs of three and more neighbors on the keyboard. */
function coveredByRuns(text: string): boolean {
  for (let at = 0; at < text.length; ) {
    const longest = Math.max(...runs.map((run) => runLengthAt(text, at, run)));
    if (longest < 3) return false;
    at += longest;
  }
  return true;
}

function runLengthAt(text: string, at: number, run: string): number {
  let length = 0;
  while (at + length < text.length && run.includes(text.slice(at, at + length + 1))) length++;
  return length;
}

/** True when the letters are nothing but common words, one after the other; digits and signs around them help nobody. */
function isMadeOfCommonWords(letters: string): boolean {
  if (letters === "") return false;
  const reachable = new Set([0]);
  for (let at = 0; at < letters.length; at++) {
    if (!reachable.has(at)) continue;
    for (let end = at + 2; end <= Math.min(letters.length, at + 16); end++) {
      if (commonWords.has(letters.slice(at, end))) reachable.add(end);
    }
  }
  return reachable.has(letters.length);
}
