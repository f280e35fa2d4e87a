import { harmlessText, shortText } from "@catalog-deck/domain";
import { useId, useState } from "react";
import * as m from "../i18n/messages.js";
import { language } from "../lib/language.ts";

/** A text from elsewhere: a long one is shortened and can be shown whole; none breaks the layout or what stands around it. */
export function LongText({ children, lang }: { children: string; lang?: string }) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const [whole, short] = [harmlessText(children), shortText(children)];
  return (
    <>
      <bdi id={id} lang={lang} className="wrap-anywhere">
        {isOpen ? whole : short}
      </bdi>
      {short === whole ? null : (
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setOpen(!isOpen)}
          className="ml-1.5 cursor-pointer rounded-sm font-medium text-accent underline underline-offset-2 print:hidden"
        >
          {isOpen ? m.text_show_less() : m.text_show_all()}
        </button>
      )}
    </>
  );
}

// On a page in another language Citrix's words are marked as Citrix's.
const mark = language === "en" ? null : "Citrix: ";

/** What Citrix itself says: in English whatever the page's language, and read aloud as such; shortened where it is long. */
export function CitrixWords({ children }: { children: string }) {
  return (
    <>
      {mark}
      <LongText lang="en">{children}</LongText>
    </>
  );
}

/** The same where nothing can be pressed: what is long stays shortened. */
export function ShortCitrixWords({ children }: { children: string }) {
  return (
    <>
      {mark}
      <bdi lang="en">{shortText(children)}</bdi>
    </>
  );
}
