/** The box that menus and lists of choices open in. */
export const popupClasses =
  "z-50 max-h-(--available-height) min-w-(--anchor-width) overflow-auto rounded-note border border-hair bg-surface p-1 shadow-pop outline-none transition-opacity duration-100 data-starting-style:opacity-0 data-ending-style:opacity-0";

/** One row of such a box. */
export const itemClasses =
  "flex min-h-8 cursor-pointer items-center gap-2 rounded-control px-2.5 py-1 outline-none select-none data-highlighted:bg-hover data-disabled:cursor-not-allowed data-disabled:text-muted";
