/** Both themes and both widths, each once: what a page has to be fit for. */
export const looks = [
  { colorScheme: "light", width: 1280 },
  { colorScheme: "dark", width: 360 },
] as const;
