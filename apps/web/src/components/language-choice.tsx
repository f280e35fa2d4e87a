import * as m from "../i18n/messages.js";
import { chooseLanguage, type Language, language, languageNames } from "../lib/language.ts";
import { SegmentedControl } from "../ui/segmented-control.tsx";

const options = (Object.entries(languageNames) as [Language, string][]).map(([value, label]) => ({
  value,
  label,
  lang: value,
}));

/** The pages' language, for where nobody is signed in yet; the choice stays through sign-in. */
export function LanguageChoice() {
  return (
    <SegmentedControl
      label={m.language()}
      value={language}
      options={options}
      onChange={(chosen) => {
        if (chosen !== language) void chooseLanguage(chosen);
      }}
    />
  );
}
