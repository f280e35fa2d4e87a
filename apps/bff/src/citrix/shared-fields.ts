import type { z } from "zod";
import { definedFields } from "../lib/defined-fields.ts";

/**
 * Makes the function that takes from one of Citrix's objects the fields that its wire schema and our contract both name,
 * without nulls. Whatever else the object holds stays behind, also under the name of a field that only we fill in. What a
 * field holds passes as it is: one that holds objects must be mapped by the caller, as these are loose, too.
 */
export function sharedFields<Contract extends z.ZodRawShape, Wire extends z.ZodRawShape>(
  contract: z.ZodObject<Contract>,
  wire: z.ZodObject<Wire, z.core.$loose>,
) {
  type Item = { [Name in keyof Wire]?: z.output<Wire[Name]> | undefined };
  type Shared = Pick<Item, keyof Contract & keyof Wire & string>;
  const names = Object.keys(contract.shape).filter((name): name is keyof Shared & string =>
    Object.hasOwn(wire.shape, name),
  );
  return (item: Item) => {
    const shared: Partial<Shared> = {};
    for (const name of names) shared[name] = item[name];
    return definedFields(shared);
  };
}
