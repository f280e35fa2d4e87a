import * as m from "./i18n/messages.js";

/** Words that Citrix's names write like any other (`Vda`, `Os`) and people do not. */
const spelling = new Map(
  [
    "AD",
    "API",
    "Azure",
    "Citrix",
    "DNS",
    "Entra",
    "ID",
    "IP",
    "Linux",
    "MCS",
    "OS",
    "PC",
    "StoreFront",
    "VDA",
    "VM",
    "VMs",
    "Windows",
  ].map((word) => [word.toLowerCase(), word] as const),
);

/**
 * Words made from one of Citrix's names, for a value that has no row of its own (citrix-api.md#catalog-states):
 * "ProcessingFooBar" gives "Foo bar", "ErrorVdaFoo" gives "VDA foo". Never empty: an empty name gives "Unknown".
 */
export function wordsFromName(name: string): string {
  const withoutPrefix = name.trim().replace(/^(?:Processing|Pending|Error)(?=[A-Z0-9])/, "");
  const words = withoutPrefix
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .split(/[\s_]+/)
    .filter((word) => word !== "")
    .map(spell);
  const sentence = words.join(" ");
  if (sentence === "") return m.catalog_unknown();
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

function spell(word: string): string {
  const known = spelling.get(word.toLowerCase());
  if (known !== undefined) return known;
  const isAcronym = word.length > 1 && word === word.toUpperCase();
  return isAcronym ? word : word.toLowerCase();
}
