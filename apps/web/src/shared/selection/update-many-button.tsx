import type { Catalog } from "@catalog-deck/contract";
import { useNavigate } from "@tanstack/react-router";
import * as m from "../../i18n/messages.js";
import { Button } from "../../ui/button.tsx";
import { useMayUpdate } from "../signed-in.ts";
import { isSelectable } from "./selectable.ts";
import { useSelection } from "./selection.ts";

interface UpdateManyButtonProps {
  catalogs: readonly Catalog[];
  /** The image that the form opens with. */
  imageId?: string | undefined;
}

/** Selects those of a list that can be updated now, and opens the form for them. Nothing where there are fewer than two. */
export function UpdateManyButton({ catalogs, imageId }: UpdateManyButtonProps) {
  const mayUpdate = useMayUpdate();
  const selection = useSelection();
  const navigate = useNavigate();
  const selectable = catalogs.filter(isSelectable);
  if (!mayUpdate || selectable.length < 2) return null;
  const all = selectable.length === catalogs.length;
  return (
    <Button
      size="small"
      onClick={() => {
        selection.set(selectable.map(({ id }) => id));
        void navigate({ to: "/rollouts/new", search: imageId === undefined ? {} : { image: imageId } });
      }}
    >
      {all ? m.update_all({ count: selectable.length }) : m.update_some({ count: selectable.length })}
    </Button>
  );
}
