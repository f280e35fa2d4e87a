import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { showNotification } from "./show-notification.ts";

const made: { title: string; options: NotificationOptions; press(): void }[] = [];

class RecordedNotification extends EventTarget {
  constructor(title: string, options: NotificationOptions) {
    super();
    made.push({ title, options, press: () => this.dispatchEvent(new Event("click")) });
  }
  close(): void {}
}

const about = (id: string) => ({ id, title: "Sales-EU runs Win11-Nov", text: "All is well.", onOpen: vi.fn() });

beforeEach(() => {
  vi.stubGlobal("Notification", RecordedNotification);
  vi.stubGlobal("focus", vi.fn());
});
afterEach(() => {
  made.length = 0;
  localStorage.clear();
});

test("an end is told once, whichever tab of the browser asks first", async () => {
  await Promise.all([showNotification(about("u-1")), showNotification(about("u-1")), showNotification(about("u-2"))]);
  await showNotification(about("u-1"));
  expect(made.map(({ options }) => options.tag)).toEqual(["u-1", "u-2"]);
});

test("pressing it brings the tab to the front and opens the update", async () => {
  const notification = about("u-1");
  await showNotification(notification);
  made[0]?.press();
  expect(notification.onOpen).toHaveBeenCalledOnce();
  expect(window.focus).toHaveBeenCalledOnce();
});

test("where storage is forbidden it is told all the same", async () => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  vi.spyOn(Storage.prototype, "getItem").mockImplementation(() => {
    throw new DOMException("forbidden", "SecurityError");
  });
  await showNotification(about("u-1"));
  expect(made).toHaveLength(1);
});

test("a browser that has the name alone is left in peace", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  vi.stubGlobal(
    "Notification",
    class {
      constructor() {
        throw new TypeError("Illegal constructor");
      }
    },
  );
  await showNotification(about("u-1"));
  expect(warn).toHaveBeenCalledOnce();
});
