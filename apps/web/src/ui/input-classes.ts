/** The classes of a text input, for inputs that bring their own label. */
export const inputClasses =
  "h-8.5 w-full rounded-control border border-control bg-surface px-2.5 text-text transition-colors duration-150 hover:border-muted aria-invalid:border-bad disabled:bg-sunken disabled:text-muted";
