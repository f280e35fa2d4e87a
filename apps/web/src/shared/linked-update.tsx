import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { imageUpdateQuery } from "../api/image-updates.ts";
import * as m from "../i18n/messages.js";
import { dateTimeInWords } from "../lib/formatting.ts";
import { useConnection } from "./signed-in.ts";
import { momentOf, targetInWords } from "./update-words.ts";

/** A link to another update, named by its image, person and time once that has been read. */
export function LinkedUpdate({ updateId }: { updateId: string }) {
  const { data } = useQuery(imageUpdateQuery(useConnection().id, updateId));
  const names = data && {
    image: targetInWords(data),
    name: data.requestedBy?.displayName ?? m.origin_citrix_cloud(),
    time: dateTimeInWords(momentOf(data)),
  };
  return (
    <Link
      to="/updates/$updateId"
      params={{ updateId }}
      className="text-accent underline underline-offset-2 wrap-anywhere"
    >
      {names ? m.linked_update(names) : m.update()}
    </Link>
  );
}
