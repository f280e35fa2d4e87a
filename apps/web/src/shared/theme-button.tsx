import { Monitor, Moon, Sun } from "lucide-react";
import * as m from "../i18n/messages.js";
import { setTheme, type Theme, useTheme } from "../lib/theme.ts";
import { IconButton } from "../ui/button.tsx";

const next = { system: "light", light: "dark", dark: "system" } as const satisfies Record<Theme, Theme>;
const names = {
  system: m.theme_name_system(),
  light: m.theme_name_light(),
  dark: m.theme_name_dark(),
} satisfies Record<Theme, string>;
const icons = { system: Monitor, light: Sun, dark: Moon } satisfies Record<Theme, unknown>;

/** Goes round the themes: like the system, light, dark. */
export function ThemeButton() {
  const theme = useTheme();
  const Icon = icons[theme];
  return (
    <IconButton
      label={m.theme_switch({ now: names[theme], next: names[next[theme]] })}
      onClick={() => setTheme(next[theme])}
    >
      <Icon size={16} aria-hidden="true" />
    </IconButton>
  );
}
