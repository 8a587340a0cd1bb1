// Reads media types as they stand in Content-Type headers (RFC 9110, section 8.3).

/** `type/subtype` of a Content-Type in lower case, without parameters; `''` when the header is absent. */
export function essenceOf(contentType: string | undefined): string {
  if (contentType === undefined) return ''
  // What nearly every client sends.
  if (contentType === 'application/json') return contentType
  const semicolon = contentType.indexOf(';')
  return (semicolon < 0 ? contentType : contentType.slice(0, semicolon)).trim().toLowerCase()
}

/** The value of a parameter of a Content-Type, unquoted; `name` in lower case. */
export function mediaTypeParameter(contentType: string, name: string): string | undefined {
  // Quoted values with semicolons inside do not occur in the parameters that are asked for: charset and boundary.
  for (const part of contentType.split(';').slice(1)) {
    const equals = part.indexOf('=')
    if (equals < 0 || part.slice(0, equals).trim().toLowerCase() !== name) continue
    const value = part.slice(equals + 1).trim()
    return value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value
  }
  return undefined
}

/** True for `application/json`, `text/json` and everything with the suffix `+json` (RFC 6839). */
export function isJsonType(essence: string): boolean {
  return essence === 'application/json' || essence.endsWith('+json') || essence === 'text/json'
}

/** True for what is kept as text: `text/*` and XML. */
export function isTextType(essence: string): boolean {
  return essence.startsWith('text/') || essence === 'application/xml' || essence.endsWith('+xml')
}
