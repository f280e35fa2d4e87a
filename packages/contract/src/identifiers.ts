import { z } from "zod";

/**
 * An id in a path: letters, digits and `. _ ~ : -`, beginning with a letter, digit or underscore, 128 characters at
 * most. Citrix's ids are such words; slashes, dots alone, control characters and the like never reach an upstream URL.
 */
export const Identifier = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9._~:-]{0,127}$/, "must be an id: letters, digits and . _ ~ : - (128 at most)");

/** The id of a catalog or an image, in whatever case it comes: everything here compares and keeps it in small letters. */
export const CitrixId = Identifier.toLowerCase();

/**
 * What a person writes: anything but the null character, which PostgreSQL cannot keep, and halves of characters, which
 * would come back as others. For every text of a request that is stored or sent on.
 */
export const PlainText = z
  .string()
  .refine((text) => !text.includes("\0") && text.isWellFormed(), "must be text without null characters");
