import { Dialog as BaseDialog } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { type ReactNode, type RefObject, useRef } from "react";
import * as m from "../i18n/messages.js";
import { classNames } from "./classes.ts";

// As high as the boxes, in the order they open: over a drawer each further box brings its own.
const backdrop =
  "fixed inset-0 z-50 bg-scrim transition-opacity duration-150 data-starting-style:opacity-0 data-ending-style:opacity-0";

interface OverlayProps {
  open: boolean;
  /** Called when the person closes it by Escape, the close button or (where allowed) a press outside. */
  onClose?: (() => void) | undefined;
  title: ReactNode;
  description?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
  /** A press outside does not close it: for overlays that hold unsent work. */
  keepOnOutsidePress?: boolean | undefined;
  initialFocus?: RefObject<HTMLElement | null> | undefined;
  /** Where the focus goes at the end; without it to where it was, which a menu that has closed cannot be. */
  finalFocus?: RefObject<HTMLElement | null> | undefined;
}

function Head({ title, description, onClose }: Pick<OverlayProps, "title" | "description" | "onClose">) {
  return (
    <div className="flex items-start justify-between gap-3 border-b border-hair px-6 py-4 max-sm:px-4">
      <div className="min-w-0">
        <BaseDialog.Title className="text-lg font-semibold wrap-anywhere">{title}</BaseDialog.Title>
        {description ? (
          <BaseDialog.Description className="mt-0.5 text-muted" render={<div />}>
            {description}
          </BaseDialog.Description>
        ) : null}
      </div>
      {onClose ? (
        <BaseDialog.Close
          aria-label={m.close()}
          className="-mr-2 inline-flex size-8 shrink-0 items-center justify-center rounded-control text-muted hover:bg-hover hover:text-text"
        >
          <X size={16} aria-hidden="true" />
        </BaseDialog.Close>
      ) : null}
    </div>
  );
}

function Overlay(props: OverlayProps & { popupClass: string }) {
  const popup = useRef<HTMLDivElement>(null);
  // What has taken the focus inside already (a field that one types into at once) keeps it.
  const firstFocus = () => !popup.current?.contains(document.activeElement);
  return (
    <BaseDialog.Root
      open={props.open}
      disablePointerDismissal={props.keepOnOutsidePress ?? !props.onClose}
      onOpenChange={(open, { event }) => {
        // The messages lie over the box as well; what is pressed there is not meant for it.
        const inMessages = event.target instanceof Element && event.target.closest("[data-messages]") !== null;
        if (!open && !inMessages) props.onClose?.();
      }}
    >
      <BaseDialog.Portal>
        <BaseDialog.Backdrop forceRender className={backdrop} />
        <BaseDialog.Popup
          ref={popup}
          data-overlay
          initialFocus={props.initialFocus ?? firstFocus}
          finalFocus={props.finalFocus}
          className={props.popupClass}
        >
          <Head title={props.title} description={props.description} onClose={props.onClose} />
          {props.children}
          {props.footer ? (
            <div className="flex flex-wrap items-center justify-end gap-3 border-t border-hair px-6 py-3.5 max-sm:px-4">
              {props.footer}
            </div>
          ) : null}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}

/** A modal box in the middle of the page. Without `onClose` it cannot be closed by the person. */
export function Dialog(props: OverlayProps & { className?: string }) {
  return (
    <Overlay
      {...props}
      popupClass={classNames(
        "fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100dvh-32px)] w-[calc(100vw-32px)] max-w-md -translate-x-1/2 -translate-y-1/2 flex-col rounded-card border border-hair bg-surface shadow-pop transition-[opacity,scale] duration-150 data-starting-style:scale-97 data-starting-style:opacity-0 data-ending-style:opacity-0",
        props.className,
      )}
    >
      <div className="min-h-0 overflow-auto px-6 py-5 max-sm:px-4">{props.children}</div>
    </Overlay>
  );
}

/** A modal panel along the right edge (the whole width on a phone). Its children bring their own scrolling body. */
export function Drawer(props: OverlayProps & { className?: string }) {
  return (
    <Overlay
      {...props}
      popupClass={classNames(
        "fixed inset-y-0 right-0 z-50 flex w-full max-w-170 flex-col bg-surface shadow-pop transition-transform duration-200 data-starting-style:translate-x-8 data-starting-style:opacity-0 data-ending-style:translate-x-8 data-ending-style:opacity-0",
        props.className,
      )}
    />
  );
}
