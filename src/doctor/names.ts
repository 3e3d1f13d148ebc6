/**
 * A field's name as it may be shown. Names are the account's own, and somebody may have used an address or a number for one:
 * such a name is not told.
 */
export function shown(name: string): string {
  // A phone number may be written in groups.
  const isPersonal = name.includes("@") || /\d(?:[\s().+/-]*\d){4}/.test(name) || name.length > 60;
  return isPersonal ? "(a name that may be personal)" : name;
}

/** Whether a name may stand in the report. */
export function isShown(name: string): boolean {
  return shown(name) === name;
}

/** Names for people: the first ones, and how many more there are. */
export function listNames(names: readonly string[], most = 12): string {
  const first = [...new Set(names.map(shown))].slice(0, most).join(", ");
  return names.length > most ? `${first} and ${names.length - most} more` : first;
}
