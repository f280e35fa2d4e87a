import { type StartAt, startMoment } from "@catalog-deck/domain/start-time";
import { invalidField } from "./rollout-records.ts";

/**
 * The moment that a local time means in its zone. Throws 422 naming the field for a zone that nobody knows, a day that the
 * calendar lacks, a time that the clocks skip there, and one that they repeat while nobody has said which is meant.
 */
export function startMomentOf(start: StartAt): Date {
  const { timeZone } = start;
  const found = startMoment(start);
  switch (found.kind) {
    case "moment":
      return found.at;
    case "noTime":
      throw invalidField("start.local", "start-no-time");
    case "unknownZone":
      throw invalidField("start.timeZone", "time-zone-unknown");
    case "skipped": {
      const { before, after } = found;
      throw invalidField("start.local", { code: "start-skipped", params: { timeZone, before, after } });
    }
    case "repeated": {
      const params = { timeZone, first: found.first.offset, second: found.second.offset };
      throw invalidField("start.occurrence", { code: "start-repeated", params });
    }
  }
}
