import { ageInWords } from "@catalog-deck/domain";
import { Link } from "@tanstack/react-router";
import { ChevronDown, Search } from "lucide-react";
import { Suspense, useState } from "react";
import { usePageFreshness } from "../api/freshness.ts";
import * as m from "../i18n/messages.js";
import { commandKey, useOnline } from "../lib/browser.ts";
import { lazyChunk, whenIdle } from "../lib/chunks.ts";
import { useNow } from "../lib/now.ts";
import { Brand } from "../shared/brand.tsx";
import { PlaceholderButton } from "../shared/placeholder-button.tsx";
import { useConnection, useSession } from "../shared/signed-in.ts";
import { ThemeButton } from "../shared/theme-button.tsx";
import { classNames, headerButtonClasses } from "../ui/classes.ts";
import { Kbd } from "../ui/kbd.tsx";
import { showPalette } from "./shell-actions.ts";

const menus = () => import("./header-menus.tsx");
const AccountMenu = lazyChunk(menus, "AccountMenu", whenIdle);
const ConnectionMenu = lazyChunk(menus, "ConnectionMenu", whenIdle);

const pages = [
  { to: "/catalogs", label: m.nav_catalogs() },
  { to: "/images", label: m.nav_images() },
  { to: "/rollouts", label: m.nav_rollouts() },
  { to: "/updates", label: m.nav_updates() },
] as const;

/** Brand, connection, navigation, the age of the data, the command palette, theme and account. On a phone the navigation is a row of its own. */
export function AppHeader() {
  return (
    <header className="sticky top-0 z-30 print:hidden border-b border-hair bg-surface">
      <div className="flex min-h-13 flex-wrap items-center gap-x-3 px-6 max-sm:px-3 lg:gap-x-4">
        <Link to="/catalogs" className="rounded-control py-1" aria-label={m.shell_home()}>
          <Brand />
        </Link>
        <ConnectionName />
        <nav aria-label={m.nav_main()} className="flex flex-wrap gap-1 max-sm:order-last max-sm:w-full max-sm:pb-2">
          {pages.map((page) => (
            <Link
              key={page.to}
              to={page.to}
              activeOptions={{ includeSearch: false }}
              className="rounded-control px-2.5 py-1.5 text-muted transition-colors duration-150 hover:text-text data-[status=active]:bg-sunken data-[status=active]:font-semibold data-[status=active]:text-text max-sm:flex-1 max-sm:px-1 max-sm:text-center"
            >
              {page.label}
            </Link>
          ))}
        </nav>
        <div className="ml-auto flex flex-wrap items-center justify-end gap-2 max-sm:py-2.5">
          <DataAge />
          <GoToButton />
          <ThemeButton />
          <Account />
        </div>
      </div>
    </header>
  );
}

function Account() {
  const { user } = useSession();
  const [wanted, setWanted] = useState(false);
  const placeholder = (
    <PlaceholderButton
      aria-haspopup="menu"
      aria-label={m.account_of({ name: user.displayName })}
      className={headerButtonClasses}
      onPress={() => setWanted(true)}
    >
      <span className="max-w-30 truncate max-sm:max-w-20">{user.displayName}</span>
      <ChevronDown size={14} aria-hidden="true" className="text-muted" />
    </PlaceholderButton>
  );
  return (
    <Suspense fallback={placeholder}>
      <AccountMenu defaultOpen={wanted} />
    </Suspense>
  );
}

function ConnectionName() {
  const { connections } = useSession();
  const connection = useConnection();
  const name = (
    <span translate="no" className="max-w-40 truncate border-l border-hair pl-4 text-muted max-lg:hidden">
      {connection.name}
    </span>
  );
  return connections.length > 1 ? (
    <Suspense fallback={name}>
      <ConnectionMenu defaultOpen={false} />
    </Suspense>
  ) : (
    name
  );
}

/** "Updated 4 s ago", ticking; the dot turns when the data is stale or nothing can be asked. Silent for screen readers' ears. */
function DataAge() {
  const freshness = usePageFreshness();
  const online = useOnline();
  const now = useNow();
  if (freshness.fetchedAt === undefined) return null;
  const troubled = freshness.stale || freshness.failure !== undefined || !online;
  const age = ageInWords(now.getTime() - Date.parse(freshness.fetchedAt));
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap text-muted">
      <i aria-hidden="true" className={classNames("size-1.75 rounded-full", troubled ? "bg-warn" : "bg-ok")} />
      <span>
        <span className="max-lg:sr-only">{troubled ? m.data_from() : m.data_updated()}</span>
        {age}
      </span>
    </span>
  );
}

/** The way to the command palette for who does not know its key; an icon alone where the window is narrow. */
function GoToButton() {
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      // Begins with the words that show, key and all: who steers by voice says them.
      aria-label={`${m.go_to()} ${commandKey} K, ${m.palette_title()}`}
      aria-keyshortcuts="Control+K Meta+K"
      title={m.palette_title()}
      className={`${headerButtonClasses} text-muted max-xl:size-8 max-xl:justify-center max-xl:border-transparent max-xl:px-0`}
      onClick={showPalette}
    >
      <Search size={15} aria-hidden="true" className="xl:hidden" />
      <span aria-hidden="true" className="flex items-center gap-2 max-xl:hidden">
        {m.go_to()}
        <Kbd>{`${commandKey} K`}</Kbd>
      </span>
    </button>
  );
}
