// Texts that something on the way to a disk, a database or a key could take for something else.

/** Planes of Unicode. */
export const planes = 17

const words = (line: string): readonly string[] => line.split(' ')
const names = words('__proto__ constructor prototype toString hasOwnProperty length null undefined true')
const numbers = words('0 00 1 01 1.0 1e0 -0 -1 NaN Infinity 0x1')
const syntax = words('{ } {} {a} {{a}} [ ] ( ) - + * ? [a] ^a | , ; & < > = ! <a>')
const paths = words('/ // a/b . .. ../.. \\ C:\\ : :: a:b # @ ~ % %00 %2F %% _')
const quotes = words("' \" ` '' ';-- \\0 \\u0000 \\x00 \\\\ \\N $1 $$ $$a")
const blanks = [
  '',
  ' ',
  '  ',
  'a',
  'a ',
  ' a',
  'A',
  '\u00A0',
  '\u200B',
  '\uFEFF',
  '\uFEFFa',
  '\t',
  '\n',
  '\r\n',
]
// Composed and decomposed, ligatures, case pairs, the wide and the narrow: different texts all the same.
const letters = words('\u00E9 e\u0301 \uFB01 fi ß ss SS İ i ı Å \u212B Ａ 一 \u202E')

/** Ordinary Unicode text without NUL. Every adapter keeps all of it, and keeps each apart from the others. */
export const trickyTexts: readonly string[] = [
  ...new Set([...names, ...numbers, ...blanks, ...syntax, ...paths, ...quotes, ...letters]),
  ...planeEdges(),
]

/** C0 and C1 control characters, NUL first, each alone and between others. */
export const controlTexts: readonly string[] = [
  '\0',
  '\0\0',
  '\0\u0001',
  'a\0',
  'a\0b',
  '\u0001',
  '\u0001\u0001',
  ...[...range(0x02, 0x1f), ...range(0x7f, 0x9f)].map((code) => `a${String.fromCodePoint(code)}b`),
]

/** Halves of surrogate pairs, which have no UTF-8. */
export const brokenTexts: readonly string[] = [
  '\uD800',
  '\uDFFF',
  'a\uDBFFb',
  '\uDC00\uD800',
  '\uD83D\uD83D\uDE00',
]

/** Characters that separate the parts of a key, in one adapter or another. */
export const separators: readonly string[] = [
  ':',
  '/',
  '|',
  '.',
  ',',
  ' ',
  '-',
  '_',
  '#',
  '\\',
  '\n',
  '\t',
  '\u0001',
  '\0',
  '\0\0',
]

/** Values that look like what an adapter writes around values. */
export const lookalikes: readonly string[] = [
  '1|2|00000000|{}',
  '{"due":[{"collection":"pets","id":"a"}]}',
  '{"crc":"00000000","n":1}',
  '["put","pets","a",1,{}]\n["delete","pets","a"]',
  '\\x00ff',
  '\\N',
  'NULL',
  '"',
  '{"a":"\\ud83d"}',
  '\u0001\u0002',
  'data:application/json;base64,e30=',
  'mockgen:v1:AAAA',
]

/** The order of texts by their UTF-8 bytes. */
export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

/** Every character of a plane of Unicode but the surrogates, as a JSON string. */
export function planeValue(plane: number): string {
  const codes = range(plane * 0x1_0000, plane * 0x1_0000 + 0xffff)
  return JSON.stringify(
    codes
      .filter(isCharacter)
      .map((code) => String.fromCodePoint(code))
      .join(''),
  )
}

// The first and the last character of each plane, and the two around the surrogates.
function planeEdges(): readonly string[] {
  const starts = range(1, planes - 1).map((plane) => plane * 0x1_0000)
  const codes = [0xd7ff, 0xe000, 0xffff, ...starts.flatMap((start) => [start, start + 0xffff])]
  return codes.map((code) => String.fromCodePoint(code))
}

function isCharacter(code: number): boolean {
  return code < 0xd800 || code > 0xdfff
}

function range(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}
