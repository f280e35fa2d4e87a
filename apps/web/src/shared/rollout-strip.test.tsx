import { aRollout } from "@catalog-deck/contract/testing";
import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { RolloutStrip } from "./rollout-strip.tsx";

test("one text says what all the cells show together", () => {
  const { cells } = aRollout({ id: "r1" });
  const counts = { waiting: 7, starting: 1, updating: 2, succeeded: 12, failed: 1, skipped: 2, cancelled: 0 };
  render(<RolloutStrip cells={cells} counts={counts} />);
  screen.getByRole("img", { name: "2 catalogs: 12 done, 3 updating, 1 failed, 7 wait, 2 skipped" });
});

test.each([1, 25, 40, 41, 200])("%i catalogs are as many cells, and a gap between its waves", (count) => {
  const { counts } = aRollout({ id: "r1" });
  const cells = Array.from({ length: count }, (_, place) => ({
    wave: place < count / 2 ? 1 : 2,
    state: "waiting" as const,
  }));
  render(<RolloutStrip cells={cells} counts={counts} />);
  expect(screen.getByRole("img").children).toHaveLength(count + (count > 1 ? 1 : 0));
});
