import * as m from "../i18n/messages.js";

/** What is written on the key that opens the command palette together with K: Ctrl, Strg, or ⌘ on a Mac. */
export const commandKey = /\bMac/.test(navigator.userAgent) ? "⌘" : m.key_control();
