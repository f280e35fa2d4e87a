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

/**
 * What Citrix itself says: in English whatever the page's language, and read aloud as such; shortened where it is long. On
 * a page in another language it is marked as Citrix's.
 */
export function CitrixWords({ children }: { children: string }) {
  return (
    <>
      {language === "en" ? null : "Citrix: "}
      <LongText lang="en">{children}</LongText>
    </>
  );
}
