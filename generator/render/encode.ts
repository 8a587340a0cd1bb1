// The encoders: every string of a document passes the one of the place it is written to, and nothing else writes there.

/** Text that stands as it is in a generated file because an encoder or a printer made it. */
export class Encoded {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

// Control, format, surrogate and unassigned characters, line and paragraph separators: none is visible in an editor, some
// end a line for a parser, and the bidirectional ones make code read differently from what it does.
const invisible = /[\p{C}\p{Zl}\p{Zp}]/gu

// What a sentence in a comment or a document cannot hold: the same, but not the characters that join letters and emoji.
const unprintable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

const reserved = new Set(
  (
    'arguments async await break case catch class const continue debugger default delete do else enum eval export ' +
    'extends false finally for function if implements import in instanceof interface let new null of package private ' +
    'protected public return static super switch this throw true try type typeof undefined var void while with yield ' +
    // A module that exports `then` is taken for a promise where it is imported.
    'then'
  ).split(' '),
)

/** Names of devices, which no file may have on Windows, with any extension. */
const devices = /^(?:aux|con|nul|prn|com\d|lpt\d)$/

/** A TypeScript string literal in single quotes, or in double quotes where only those need no escape. */
export function stringLiteral(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const escaped = text.replace(/[\\']/g, (found) =>
    found === '\\' || found === quote ? `\\${found}` : found,
  )
  return `${quote}${escaped.replace(invisible, escapeUnits)}${quote}`
}

/** A property name of an object literal or an interface; quoted only when it must be. */
export function propertyName(name: string): string {
  // `__proto__: value` sets the prototype, quoted or not (ECMA-262, B.3.1); a computed name is a property like any other.
  if (name === '__proto__') return "['__proto__']"
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : stringLiteral(name)
}

/** A camelCase identifier that is no reserved word: `find pet by id` → `findPetById`, at most 80 characters; else `fallback`. */
export function identifier(text: string, fallback: string): string {
  const words = text.match(/[A-Za-z0-9]+/g) ?? []
  const camel = words
    .map((word, i) => (i === 0 ? lowerFirst(word) : upperFirst(word)))
    .join('')
    .slice(0, 80)
  if (camel === '') return fallback
  if (/^\d/.test(camel)) return `_${camel}`
  return reserved.has(camel) ? `${camel}_` : camel
}

/** A file name without its extension: `createBook` → `create-book`, at most 80 of `a-z0-9-`, and no device of Windows. */
export function fileName(text: string, fallback: string): string {
  const words = slug(text.replace(/([a-z0-9])([A-Z])/g, '$1-$2'))
  const name = words.slice(0, 80).replace(/-$/, '') || fallback
  return devices.test(name) ? `${name}-1` : name
}

/** Lower-case words of `a-z0-9` joined by hyphens; empty when the text has none. */
export function slug(text: string): string {
  return (text.toLowerCase().match(/[a-z0-9]+/g) ?? []).join('-')
}

/** The text of a comment: one line that no block comment ends in, cut at 200 characters. */
export function commentText(text: string): string {
  return clip(oneLine(text), 200).replaceAll('*/', '*\\/')
}

/**
 * One line of Markdown text, cut at 500 characters; what means something to Markdown or HTML stands for itself, and so do addresses,
 * which would become links (GitHub Flavored Markdown, 6.9).
 */
export function markdownText(text: string): string {
  return clip(oneLine(text), 500).replace(/[\\`*_[\]<>#|~&!@]|:(?=\/\/)|(?<=www)\./gi, '\\$&')
}

/** A code span that also stands in a table cell. */
export function markdownCode(text: string): string {
  const line = oneLine(text)
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  const padded = line.startsWith('`') || line.endsWith('`') || line === '' ? ` ${line} ` : line
  return `${fence}${padded.replaceAll('|', '\\|')}${fence}`
}

/** A JSON string; the invisible characters are escaped, so that it is a YAML 1.2 double-quoted scalar too. */
export function jsonString(text: string): string {
  return JSON.stringify(text).replace(invisible, escapeUnits)
}

/**
 * Printed TypeScript in which what cannot be seen is written as an escape: the same value in a string literal, and only text in a
 * comment. Line feeds and tabs stay.
 */
export function visibleCode(code: string): string {
  return code.replace(unprintable, (found) => (found === '\n' || found === '\t' ? found : escapeUnits(found)))
}

function oneLine(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(unprintable, (character) => (character < ' ' || character === '\u007f' ? ' ' : '\ufffd'))
    .trim()
}

function clip(text: string, length: number): string {
  const characters = [...text]
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`
}

function escapeUnits(character: string): string {
  if (character === '\n') return '\\n'
  if (character === '\r') return '\\r'
  if (character === '\t') return '\\t'
  return Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('')
}

function lowerFirst(word: string): string {
  // A word in capitals is an abbreviation: `URL` → `url`, not `uRL`.
  return word === word.toUpperCase() ? word.toLowerCase() : word.charAt(0).toLowerCase() + word.slice(1)
}

function upperFirst(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
