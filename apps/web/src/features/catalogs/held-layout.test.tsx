import { fireEvent, render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { HeldList } from "../../testing/held-list.tsx";
import { holdLayout } from "./held-layout.ts";

const group = (key: string, ...ids: string[]) => ({ key, heading: key, ids });
const before = [group("updating", "a"), group("rest", "b", "c")];
const after = [group("rest", "a", "b", "c")];

describe("holding the order", () => {
  it("leaves everything where it stood", () => {
    expect(holdLayout(before, after, () => true)).toEqual(before);
  });

  it("lets go of what Citrix has no more, and appends what is new", () => {
    const fresh = [group("attention", "x"), group("rest", "a", "new", "c")];
    expect(holdLayout(before, fresh, (id) => id !== "b")).toEqual([
      group("updating", "a"),
      group("rest", "c", "new"),
      group("attention", "x"),
    ]);
  });
});

const shown = () => screen.getByRole("status").textContent;

describe("a list that is being used", () => {
  it("moves at once while nobody is in it", () => {
    const view = render(<HeldList groups={before} />);
    view.rerender(<HeldList groups={after} />);
    expect(shown()).toBe("rest:abc");
  });

  it("keeps its order under the pointer and applies the new one when the pointer leaves", () => {
    const view = render(<HeldList groups={before} />);
    fireEvent.pointerEnter(screen.getByLabelText("list"), { pointerType: "mouse" });
    view.rerender(<HeldList groups={after} />);
    expect(shown()).toBe("updating:a rest:bc");
    fireEvent.pointerLeave(screen.getByLabelText("list"));
    expect(shown()).toBe("rest:abc");
  });

  it("keeps its order while the focus is in it, and shows the new one when asked to", () => {
    const view = render(<HeldList groups={before} />);
    fireEvent.focus(screen.getByLabelText("inside"));
    view.rerender(<HeldList groups={after} />);
    expect(shown()).toBe("updating:a rest:bc");
    fireEvent.click(screen.getByRole("button", { name: "show" }));
    expect(shown()).toBe("rest:abc");
  });

  it("answers a new search or filter at once", () => {
    const view = render(<HeldList groups={before} />);
    fireEvent.pointerEnter(screen.getByLabelText("list"), { pointerType: "mouse" });
    view.rerender(<HeldList groups={after} question="other" />);
    expect(shown()).toBe("rest:abc");
  });
});
