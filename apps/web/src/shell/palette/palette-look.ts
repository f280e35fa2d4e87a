/** The look of the palette's parts, the same in the placeholder that takes the letters while the palette loads. */
export const paletteLook = {
  backdrop: "fixed inset-0 z-50 bg-scrim",
  box: "fixed top-[12dvh] left-1/2 z-50 flex max-h-[70dvh] w-[calc(100vw-24px)] max-w-xl -translate-x-1/2 flex-col overflow-hidden rounded-card border border-hair bg-surface shadow-pop",
  field: "h-12 w-full shrink-0 border-hair border-b bg-transparent px-4 text-md outline-none",
} as const;
