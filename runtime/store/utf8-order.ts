// Puts strings in the order of their UTF-8 bytes, which is the order of the store port on every adapter.

const highUnits = /[\uD800-\uFFFF]/

/**
 * A text whose order under `<` is the UTF-8 order of `text`. JavaScript compares UTF-16 units, which differs only where
 * surrogates (U+10000 and above) meet units from U+E000: moving surrogates above them makes both orders equal. Text
 * without such units, nearly all, is its own sort key.
 */
export function utf8SortKey(text: string): string {
  return highUnits.test(text) ? text.replace(/[\uD800-\uFFFF]/g, shiftUnit) : text
}

function shiftUnit(unit: string): string {
  const code = unit.charCodeAt(0)
  return String.fromCharCode(code < 0xe000 ? code + 0x2000 : code - 0x800)
}
