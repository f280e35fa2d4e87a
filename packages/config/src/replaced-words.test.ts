import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../../..");

/** What pages have said once, and what they say instead: the words that people know, one for one thing. */
const replaced: Record<"en" | "de", [was: RegExp, is: string][]> = {
  en: [
    [/, not here\b/, "Started in Citrix Cloud"],
    [/still to be done/, "One field above still needs an answer."],
    [/would be sent|stands against it/, "Ready to send. No rule blocks this update; …"],
    [/one of Remote PCs/, "Not a Remote PC catalog"],
    [/kinds? of session|session kind/, "session type"],
    [/Look at the update that/, "View the update being rolled back"],
    [/What you see is from/, "Showing data from 12:25."],
    [/\bAsk again|asked for again/, "Try again, Refresh or Resend safely"],
    [/of at most/, "22 of 24"],
    [/Keyboard keys|single keys off/, "Keyboard shortcuts"],
    [/Like the system/, "System"],
    [/not tell how many/, "Citrix doesn't report open sessions."],
    [/^Sent \{sent\}/, "If you send this now, …"],
    [/State: \{/, "… isn't being updated; it runs …"],
    [/start and end are not known/, "since when, or at least since when"],
  ],
  de: [
    [/^Zust(and|ände)/, "Status"],
    [/freiwillig/, "optional"],
    [/^Alles andere$/, "Übrige"],
    [/Zurück zu /, "Zurücksetzen auf …"],
    [/keines läuft/, "keine laufenden"],
    [/dabei zusehen/, "den Verlauf verfolgen"],
    [/Kennw[oö]rt/, "Passwort"],
  ],
};

function texts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(texts) : [];
}

test.each(["en", "de"] as const)("no message has a word that another has replaced: %s", (language) => {
  const files = globSync([`apps/web/messages/${language}/*.json`, `packages/domain/messages/${language}.json`], {
    cwd: root,
  });
  expect(files.length).toBeGreaterThan(10);
  const said = files.flatMap((file) => texts(JSON.parse(readFileSync(join(root, file), "utf8"))));
  const back = replaced[language].flatMap(([was, is]) =>
    said.filter((text) => was.test(text)).map((text) => `${text} -> ${is}`),
  );
  expect(back).toEqual([]);
});
