import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import {
  Check,
  ChevronDown,
  CircleUser,
  Keyboard,
  KeyboardOff,
  Languages,
  LogOut,
  Monitor,
  Moon,
  ScrollText,
  Sun,
  Tv,
  Users,
} from "lucide-react";
import { signOut } from "../api/session.ts";
import * as m from "../i18n/messages.js";
import { type Language, language, languageNames } from "../lib/language.ts";
import { setSingleKeys, useSingleKeys } from "../lib/single-keys.ts";
import { setTheme, useTheme } from "../lib/theme.ts";
import { useConnection, useSession } from "../shared/signed-in.ts";
import { headerButtonClasses } from "../ui/classes.ts";
import { Menu, MenuChoices, MenuItem, MenuLabel, MenuLine } from "../ui/menu.tsx";
import { showToast } from "../ui/toasts.ts";
import { changeLanguage, showKeys } from "./shell-actions.ts";

const iconProps = { size: 15, "aria-hidden": true } as const;
const themes = [
  { value: "system", label: m.theme_system(), icon: <Monitor {...iconProps} /> },
  { value: "light", label: m.theme_light(), icon: <Sun {...iconProps} /> },
  { value: "dark", label: m.theme_dark(), icon: <Moon {...iconProps} /> },
] as const;
const languages = (Object.entries(languageNames) as [Language, string][]).map(([value, label]) => ({
  value,
  label,
  icon: <Languages {...iconProps} />,
}));

/** Who is signed in, the theme, the language, the keys, and the way out. */
export function AccountMenu({ defaultOpen }: { defaultOpen: boolean }) {
  const session = useSession();
  const theme = useTheme();
  const singleKeys = useSingleKeys();
  const client = useQueryClient();
  const navigate = useNavigate();
  const leave = async () => {
    try {
      // A fresh start: nothing of the person's data stays in memory.
      window.location.assign(await signOut(client));
    } catch (error) {
      showToast({ tone: "bad", title: m.account_still_signed_in(), text: error instanceof Error ? error.message : "" });
    }
  };
  return (
    <Menu
      label={m.account_of({ name: session.user.displayName })}
      defaultOpen={defaultOpen}
      triggerClassName={headerButtonClasses}
      trigger={
        <>
          <span className="max-w-30 truncate max-sm:max-w-20">{session.user.displayName}</span>
          <ChevronDown size={14} aria-hidden="true" className="text-muted" />
        </>
      }
    >
      <MenuLabel>
        {session.user.displayName} · {session.user.role === "admin" ? m.role_admin() : m.role_helpdesk()}
      </MenuLabel>
      <MenuLine />
      <MenuChoices label={m.theme()} value={theme} options={themes} onChange={setTheme} />
      <MenuChoices
        label={m.language()}
        value={language}
        options={languages}
        onChange={(chosen) => void changeLanguage(chosen)}
      />
      <MenuLine />
      <MenuItem icon={<Tv {...iconProps} />} onSelect={() => void navigate({ to: "/wallboard" })}>
        {m.wall_menu()}
      </MenuItem>
      <MenuItem icon={<CircleUser {...iconProps} />} onSelect={() => void navigate({ to: "/account" })}>
        {m.menu_your_account()}
      </MenuItem>
      {session.user.role === "admin" ? (
        <MenuItem icon={<Users {...iconProps} />} onSelect={() => void navigate({ to: "/accounts" })}>
          {m.menu_accounts()}
        </MenuItem>
      ) : null}
      {session.user.role === "admin" ? (
        <MenuItem icon={<ScrollText {...iconProps} />} onSelect={() => void navigate({ to: "/audit", search: {} })}>
          {m.audit_menu()}
        </MenuItem>
      ) : null}
      <MenuLine />
      <MenuItem icon={<Keyboard {...iconProps} />} onSelect={showKeys}>
        {m.account_keys()}
      </MenuItem>
      <MenuItem icon={<KeyboardOff {...iconProps} />} onSelect={() => setSingleKeys(!singleKeys)}>
        {singleKeys ? m.palette_keys_off() : m.palette_keys_on()}
      </MenuItem>
      <MenuLine />
      <MenuItem icon={<LogOut {...iconProps} />} onSelect={leave}>
        {m.sign_out()}
      </MenuItem>
    </Menu>
  );
}

/** Goes from one Citrix connection to another; a whole new page, so that nothing of one shows in the other. */
export function ConnectionMenu({ defaultOpen }: { defaultOpen: boolean }) {
  const { connections } = useSession();
  const current = useConnection();
  return (
    <Menu
      label={m.connection_of({ name: current.name })}
      defaultOpen={defaultOpen}
      triggerClassName={headerButtonClasses}
      trigger={
        <>
          <span className="max-w-40 truncate max-lg:max-w-20">{current.name}</span>
          <ChevronDown size={14} aria-hidden="true" className="text-muted" />
        </>
      }
    >
      {connections.map((connection) => (
        <MenuItem
          key={connection.id}
          icon={<Check {...iconProps} className={connection.id === current.id ? "text-accent" : "invisible"} />}
          onSelect={() => window.location.assign(`/c/${encodeURIComponent(connection.id)}/catalogs`)}
        >
          {connection.name}
        </MenuItem>
      ))}
    </Menu>
  );
}
