// Reads OpenAPI path templates (OAS 3.1, "Path Templating") and matches one segment of a request against one of theirs.

/** One segment of a template: `literals` has one more entry than `names`, and they alternate, beginning with a literal. */
export interface SegmentTemplate {
  /** Percent-decoded; empty at an end where a parameter stands. */
  readonly literals: readonly string[]
  /** Names of the parameters, in order; none for a static segment. */
  readonly names: readonly string[]
}

/**
 * The segments of a path template. A `#…` or `?…` after the path, with which documents tell equal paths apart, is not
 * part of it. Braces that do not pair up stand for themselves.
 */
export function parseTemplate(path: string): readonly SegmentTemplate[] {
  const end = suffixStart(path)
  const start = path.startsWith('/') ? 1 : 0
  return path.slice(start, end).split('/').map(parseSegment)
}

/** Equal for paths that the same requests match, whatever their parameters are called. */
export function templateShape(path: string): string {
  return JSON.stringify(parseTemplate(path).map(({ literals }) => literals))
}

/**
 * Matches a raw segment against the literals of a template and appends the raw values of its parameters to `values`.
 * Literals also match where the request percent-encodes them. No parameter is empty; where several splits are possible
 * the parameters on the left take most (`{name}.{format}` splits at the last dot).
 */
export function matchSegment(literals: readonly string[], segment: string, values: string[]): boolean {
  const cuts = splitAt(literals, segment)
  if (cuts !== undefined) return push(values, segment, cuts, undefined)
  if (!segment.includes('%')) return false
  const decoded = decodeWithOffsets(segment)
  const decodedCuts = splitAt(literals, decoded.text)
  return decodedCuts !== undefined && push(values, segment, decodedCuts, decoded.offsets)
}

/** Percent-decoded text; text that is not valid percent-encoded UTF-8 stands for itself. */
export function decodeSegment(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function suffixStart(path: string): number {
  if (!path.includes('#') && !path.includes('?')) return path.length
  let inBraces = false
  for (let i = 0; i < path.length; i++) {
    const char = path[i]
    if (char === '{') inBraces = true
    else if (char === '}') inBraces = false
    else if ((char === '#' || char === '?') && !inBraces) return i
  }
  return path.length
}

function parseSegment(text: string): SegmentTemplate {
  if (!text.includes('{')) return { literals: [decodeSegment(text)], names: [] }
  const literals: string[] = []
  const names: string[] = []
  let from = 0
  for (;;) {
    const open = text.indexOf('{', from)
    const close = open < 0 ? -1 : text.indexOf('}', open + 2)
    if (close < 0) break
    literals.push(decodeSegment(text.slice(from, open)))
    names.push(text.slice(open + 1, close))
    from = close + 1
  }
  literals.push(decodeSegment(text.slice(from)))
  return { literals, names }
}

// Start and end of each parameter, from the right: taking the last place of every literal leaves the most room for what
// is left of it, so one pass finds a split if there is any.
function splitAt(literals: readonly string[], text: string): readonly number[] | undefined {
  const first = literals[0] ?? ''
  const last = literals[literals.length - 1] ?? ''
  if (!text.startsWith(first) || !text.endsWith(last)) return undefined
  const cuts: number[] = []
  let end = text.length - last.length
  for (let i = literals.length - 2; i >= 1; i--) {
    const literal = literals[i] ?? ''
    const latest = end - 1 - literal.length
    const at = latest < 0 ? -1 : text.lastIndexOf(literal, latest)
    if (at < 0) return undefined
    cuts.unshift(at + literal.length, end)
    end = at
  }
  if (end <= first.length) return undefined
  cuts.unshift(first.length, end)
  return cuts
}

function push(
  values: string[],
  segment: string,
  cuts: readonly number[],
  offsets: readonly number[] | undefined,
): true {
  const raw = (at: number) => (offsets === undefined ? at : (offsets[at] ?? segment.length))
  for (let i = 0; i < cuts.length; i += 2)
    values.push(segment.slice(raw(cuts[i] ?? 0), raw(cuts[i + 1] ?? 0)))
  return true
}

// `offsets[i]` is where the i-th UTF-16 unit of the decoded text begins in the raw one.
function decodeWithOffsets(raw: string): { readonly text: string; readonly offsets: readonly number[] } {
  const offsets: number[] = []
  let text = ''
  let at = 0
  while (at < raw.length) {
    const end = encodedRunEnd(raw, at)
    const run = raw.slice(at, Math.max(end, at + 1))
    const decoded = end === at ? run : decodeSegment(run)
    // Escapes that are not UTF-8 stand for themselves, unit by unit.
    const isRaw = decoded === run
    for (const char of decoded) {
      for (let unit = 0; unit < char.length; unit++) offsets.push(isRaw ? at + unit : at)
      at += isRaw ? char.length : 3 * Buffer.byteLength(char)
    }
    text += decoded
  }
  offsets.push(raw.length)
  return { text, offsets }
}

// The end of the run of `%XX` that begins at `from`; `from` itself when there is none.
function encodedRunEnd(raw: string, from: number): number {
  let end = from
  while (raw[end] === '%' && isHex(raw.charCodeAt(end + 1)) && isHex(raw.charCodeAt(end + 2))) end += 3
  return end
}

function isHex(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102)
}
