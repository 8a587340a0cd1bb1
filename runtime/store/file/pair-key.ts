// Keys of maps that stand for several texts.

/** A text that no other pair has: the first one's length says where it ends. */
export function pairKey(first: string, second: string): string {
  return `${first.length}:${first}${second}`
}
