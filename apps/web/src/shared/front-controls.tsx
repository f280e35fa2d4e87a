import { LanguageChoice } from "./language-choice.tsx";
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
