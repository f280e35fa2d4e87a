/** The look of the header's buttons, the same before and after their menus have loaded. */
export const headerButtonClasses =
  "inline-flex h-8 items-center gap-1.5 rounded-control border border-hair bg-surface px-2.5 transition-colors duration-150 hover:bg-hover data-popup-open:bg-hover";
