// Names that users give to sandboxes and snapshots.

const validName = /^[A-Za-z0-9._-]{1,64}$/

/** True for 1 to 64 letters, digits, `.`, `_` and `-`: what may stand in a header, a path and a key of any store. */
export function isValidName(name: string): boolean {
  return validName.test(name)
}
