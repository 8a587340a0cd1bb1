// One map key from two strings of any content.

/** A text that no other pair of strings gives: the first one's length says where it ends. */
export function pairKey(first: string, second: string): string {
  return `${first.length}:${first}${second}`
}
