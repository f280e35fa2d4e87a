import { startTransition, useOptimistic, useState } from "react";
import * as m from "../i18n/messages.js";
import { chooseLanguage, type Language, language, languageNames } from "../lib/language.ts";
import { SegmentedControl } from "../ui/segmented-control.tsx";
import { ThemeButton } from "./theme-button.tsx";

/** Language and theme in the corner of the pages before sign-in. */
export function FrontControls() {
  return (
    <div className="absolute top-3 right-3 flex flex-wrap items-center justify-end gap-2">
      <LanguageChoice />
      <ThemeButton />
    </div>
  );
}

const options = (Object.entries(languageNames) as [Language, string][]).map(([value, label]) => ({
  value,
  label,
  lang: value,
}));

/** The pages' language, for where nobody is signed in yet; the choice stays through sign-in. */
function LanguageChoice() {
  // The choice shows at once; where the browser does not keep it, the page's own shows again, with a word.
  const [shown, showAtOnce] = useOptimistic<Language>(language);
  const [notKept, setNotKept] = useState(false);
  const choose = (chosen: Language) => {
    setNotKept(false);
    startTransition(async () => {
      showAtOnce(chosen);
      try {
        await chooseLanguage(chosen);
      } catch (error) {
        console.warn("The language could not be kept", error);
        setNotKept(true);
      }
    });
  };
  return (
    <>
      {notKept ? (
        <p role="alert" className="order-last basis-full text-right text-sm text-bad">
          {m.language_not_kept()}
        </p>
      ) : null}
      <SegmentedControl
        label={m.language()}
        value={shown}
        options={options}
        onChange={(chosen) => {
          if (chosen !== shown) choose(chosen);
        }}
      />
    </>
  );
}
