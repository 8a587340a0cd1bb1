// The target of a request line (RFC 9112, section 3.2).

/** The origin form of a target: proxies send the absolute form, which must be understood as well (section 3.2.2). */
export function originForm(target: string): string {
  if (target.startsWith('/')) return target
  const rest = target.replace(/^https?:\/\/[^/?#]*/i, '')
  return rest.startsWith('/') ? rest : `/${rest}`
}

/** The raw path of a target, without its query. */
export function requestPath(target: string): string {
  const whole = originForm(target)
  const mark = whole.indexOf('?')
  return mark < 0 ? whole : whole.slice(0, mark)
}
