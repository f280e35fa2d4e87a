import { Link } from "@tanstack/react-router";
import { ChevronDown } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import * as m from "../i18n/messages.js";
import { loadChunk } from "../lib/chunks.ts";
import { whenIdle } from "../lib/when-idle.ts";
import { Brand } from "../shared/brand.tsx";
import { PlaceholderButton } from "../shared/placeholder-button.tsx";
import { useConnection, useSession } from "../shared/signed-in.ts";
import { ThemeButton } from "../shared/theme-button.tsx";
import { DataAge } from "./data-age.tsx";
import { GoToButton } from "./go-to-button.tsx";
import { headerButtonClasses } from "./header-button-classes.ts";

const menus = () => whenIdle().then(() => loadChunk(() => import("./header-menus.tsx")));
const AccountMenu = lazy(async () => ({ default: (await menus()).AccountMenu }));
const ConnectionMenu = lazy(async () => ({ default: (await menus()).ConnectionMenu }));

const places = [
  { to: "/catalogs", label: m.nav_catalogs() },
  { to: "/images", label: m.nav_images() },
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
        <nav aria-label={m.nav_main()} className="flex gap-1 max-sm:order-last max-sm:w-full max-sm:pb-2">
          {places.map((place) => (
            <Link
              key={place.to}
              to={place.to}
              activeOptions={{ includeSearch: false }}
              className="rounded-control px-2.5 py-1.5 text-muted transition-colors duration-150 hover:text-text data-[status=active]:bg-sunken data-[status=active]:font-semibold data-[status=active]:text-text max-sm:flex-1 max-sm:text-center"
            >
              {place.label}
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
  const stand = (
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
    <Suspense fallback={stand}>
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
