/** By what browsers write of themselves; the first that fits counts, because most also claim to be others. */
const browsers: readonly [RegExp, string][] = [
  [/\bEdgA?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bFirefox\/|\bFxiOS\//, "Firefox"],
  [/\bChromium\//, "Chromium"],
  [/\bHeadlessChrome\/|\bChrome\/|\bCriOS\//, "Chrome"],
  [/\bVersion\/[\d.]+ .*Safari\//, "Safari"],
  [/^curl\//, "curl"],
];
const systems: readonly [RegExp, string][] = [
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bMacintosh\b|\bMac OS X\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
];

/**
 * A User-Agent header in words, such as "Firefox on Windows", and their two parts where they are known. It is what the
 * program says of itself, no proof.
 */
export function browserOf(userAgent: string): { browser: string; program?: string; system?: string } {
  const program = browsers.find(([pattern]) => pattern.test(userAgent))?.[1];
  const system = systems.find(([pattern]) => pattern.test(userAgent))?.[1];
  const name = program ?? "Unknown program";
  return {
    browser: system === undefined ? name : `${name} on ${system}`,
    ...(program === undefined ? {} : { program }),
    ...(system === undefined ? {} : { system }),
  };
}
