/**
 * Compiles a workspace's messages into typed functions, one per message: `messages/` and `project.inlang/settings.json`
 * give `src/i18n/`, which is not kept in git. Run in the workspace's folder. Ends with 1 when a language lacks a
 * message, has one too many, or names other placeholders than English does.
 */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { compile } from "@inlang/paraglide-js";
import { differencesOf, type Messages } from "./message-differences.ts";

const settings = JSON.parse(await readFile("project.inlang/settings.json", "utf8")) as {
  baseLocale: string;
  locales: string[];
  "plugin.inlang.messageFormat": { pathPattern: string | string[] };
};
const patterns = [settings["plugin.inlang.messageFormat"].pathPattern].flat();

async function messagesIn(locale: string): Promise<Messages> {
  const all: Messages = {};
  for (const pattern of patterns) {
    const file = pattern.replace("{locale}", locale);
    for (const [name, message] of Object.entries(JSON.parse(await readFile(file, "utf8")) as Messages)) {
      if (name in all) throw new Error(`${file}: another file has a message ${name} too`);
      all[name] = message;
    }
  }
  return all;
}

const base = await messagesIn(settings.baseLocale);
const differences: string[] = [];
for (const locale of settings.locales) {
  if (locale === settings.baseLocale) continue;
  differences.push(...differencesOf(base, await messagesIn(locale)).map((it) => `${locale}: ${it}`));
}
if (differences.length > 0) {
  console.error(differences.join("\n"));
  process.exit(1);
}

await compile({
  project: "./project.inlang",
  outdir: join("src", "i18n"),
  strategy: ["baseLocale"],
  // Each language is a build of its own, in which this is a constant; where nobody set it, in the BFF, it is English.
  experimentalStaticLocale: "/** @type {any} */ (globalThis).__PARAGLIDE_STATIC_LOCALE__",
  isServer: "false",
  emitTsDeclarations: true,
  emitReadme: false,
  emitPrettierIgnore: false,
});

// As compiled, every word with a number in it makes rules and formats of its own, which takes far longer than to use them.
const registry = join("src", "i18n", "registry.js");
let compiled = await readFile(registry, "utf8");
for (const kind of ["PluralRules", "NumberFormat"]) {
  const made = `new Intl.${kind}(locale, options)`;
  if (!compiled.includes(made)) throw new Error(`${registry} does not hold ${made} as expected`);
  compiled = `${compiled.replace(made, `kept${kind}(locale, options)`)}
const of${kind} = new Map();

/** @param {string} locale @param {Intl.${kind}Options} [options] @returns {Intl.${kind}} */
function kept${kind}(locale, options) {
	const key = locale + JSON.stringify(options ?? {});
	const kept = of${kind}.get(key) ?? ${made};
	of${kind}.set(key, kept);
	return kept;
}
`;
}
await writeFile(registry, compiled);

// A count is written as its language writes numbers: "1,000 catalogs", "1.000 Kataloge".
const functions = join("src", "i18n", "messages");
for (const name of await readdir(functions)) {
  if (!name.endsWith(".js")) continue;
  const source = await readFile(join(functions, name), "utf8");
  const parts = source.split(/^(?=const )/m).map((part) => {
    const [, locale, count] = /registry\.plural\("(\w+)", i\?\.(\w+)/.exec(part) ?? [];
    return part.replaceAll(`\${i?.${count}}`, `\${registry.number("${locale}", i?.${count})}`);
  });
  if (parts.join("") !== source) await writeFile(join(functions, name), parts.join(""));
}

// The compiler leaves a timer running for 30 s after its work is done.
process.exit();
