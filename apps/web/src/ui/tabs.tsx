import { Tabs as BaseTabs } from "@base-ui/react/tabs";
import type { ReactNode } from "react";

export interface Tab {
  value: string;
  label: string;
  content: ReactNode;
}

/** Parts of which one shows at a time; the arrow keys go from one to the next. `label` names the row of tabs. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <BaseTabs.Root defaultValue={tabs[0]?.value}>
      <BaseTabs.List aria-label={label} className="mb-2 flex gap-1 border-b border-hair">
        {tabs.map(({ value, label: name }) => (
          <BaseTabs.Tab
            key={value}
            value={value}
            className="-mb-px h-8 border-b-2 border-transparent px-3 text-muted -outline-offset-2 transition-colors duration-150 hover:text-text data-active:border-accent data-active:font-semibold data-active:text-text"
          >
            {name}
          </BaseTabs.Tab>
        ))}
      </BaseTabs.List>
      {tabs.map(({ value, content }) => (
        // The panel before stays inert for a frame or two: it would show below the new one.
        <BaseTabs.Panel key={value} value={value} className="rounded-note outline-accent [&[inert]]:hidden">
          {content}
        </BaseTabs.Panel>
      ))}
    </BaseTabs.Root>
  );
}
