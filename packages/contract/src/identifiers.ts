import { z } from "zod";

/**
 * An id in a path: letters, digits and `. _ ~ : -`, beginning with a letter, digit or underscore, 128 characters at
 * most. Citrix's ids are such words; slashes, dots alone, control characters and the like never reach an upstream URL.
 */
export const Identifier = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9._~:-]{0,127}$/, "must be an id: letters, digits and . _ ~ : - (128 at most)");
