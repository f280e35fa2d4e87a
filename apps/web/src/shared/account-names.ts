/** What stands in the two fields of a new account; no name where none was given. */
export function accountNamesIn(form: FormData): { username: string; displayName?: string } {
  const displayName = String(form.get("displayName")).trim();
  return { username: String(form.get("username")).trim(), ...(displayName === "" ? {} : { displayName }) };
}
