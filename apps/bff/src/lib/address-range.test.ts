import { expect, test } from "vitest";
import { addressRange } from "./address-range.ts";

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:0DB8:0001:0002::9", "2001:db8:1:2::/64"],
  ["::FFFF:cb00:7107", "203.0.113.7"],
  ["no address", "no address"],
  ["0313.0.0161.7", "0313.0.0161.7"],
  ["2001:db8::1", "2001:db8::/64"],
  ["fe80::1%eth0", "fe80::/64"],
  ["::1", "::/64"],
])("%s counts as %s", (address, range) => {
  expect(addressRange(address)).toBe(range);
});
