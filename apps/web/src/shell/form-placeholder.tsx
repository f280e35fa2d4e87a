import { useEffect } from "react";
import * as m from "../i18n/messages.js";
import { useOnline } from "../lib/browser.ts";
import { showToast } from "../ui/toasts.ts";

/** In the place of the update form until it has been loaded; without network it says at once why nothing opens. */
export function FormPlaceholder() {
  const online = useOnline();
  useEffect(() => {
    if (!online) showToast({ tone: "warn", title: m.offline_form(), text: m.offline_form_next() });
  }, [online]);
  return null;
}
