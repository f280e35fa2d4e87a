/** The product's sign and name; the name gives way where the window is narrow. */
export function Brand({ alwaysNamed }: { alwaysNamed?: boolean }) {
  return (
    <span className="flex items-center gap-2 font-semibold">
      <svg
        className="size-4.5 text-accent"
        viewBox="0 0 18 18"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        aria-hidden="true"
      >
        <rect x="1.5" y="6" width="11" height="10" rx="2" />
        <path d="M5 6V4a2 2 0 0 1 2-2h7.5a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2h-2" />
      </svg>
      <span className={alwaysNamed ? "" : "max-lg:sr-only"}>Catalog Deck</span>
    </span>
  );
}
