import { type ComponentType, Suspense, useSyncExternalStore } from "react";
import * as m from "../i18n/messages.js";
import { classNames } from "./class-names.ts";
import { shownToasts, subscribeToToasts, type ToastMessage } from "./toasts.ts";

// Where boxes and drawers have their buttons there is no message: with one open, messages go to the left, and on a narrow
// screen they take the upper half at most. Under the palette they take what it leaves free.
const place = classNames(
  "pointer-events-none print:hidden fixed right-4 bottom-4 z-60 -m-3 box-content flex w-90 max-w-[calc(100vw-32px)] flex-col gap-2 p-3",
  "in-[body:has([data-overlay])]:right-auto in-[body:has([data-overlay])]:left-4",
  "max-lg:top-18 max-lg:bottom-auto max-lg:max-h-[50dvh] max-lg:overflow-y-auto",
  "max-xl:in-[body:has([data-palette])]:top-auto! max-xl:in-[body:has([data-palette])]:bottom-3! max-xl:in-[body:has([data-palette])]:max-h-[calc(18dvh-24px)]! max-xl:in-[body:has([data-palette])]:overflow-y-auto!",
);

/** Where messages show; stands once in the page. `Toasts` draws them, and may be loaded on demand. */
export function ToastRegion({ Toasts }: { Toasts: ComponentType<{ toasts: readonly ToastMessage[] }> }) {
  const toasts = useSyncExternalStore(subscribeToToasts, shownToasts);
  return (
    <section aria-label={m.messages_region()} aria-live="polite" className={place}>
      {toasts.length > 0 ? (
        <Suspense>
          <Toasts toasts={toasts} />
        </Suspense>
      ) : null}
    </section>
  );
}
