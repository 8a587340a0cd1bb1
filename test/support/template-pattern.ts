// The paths that a path template fits, below any base path; its own reading of templates, so that tests do not ask the router.

const known = new Map<string, RegExp>()

/** Fits more rather than less: a slash at the end, and whatever stands before the path. */
export function templatePattern(template: string): RegExp {
  const found = known.get(template)
  if (found !== undefined) return found
  const [path = ''] = template.split(/[?#]/, 1)
  const literal = (text: string) => encodeURI(text).replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const source = path
    .split(/\{[^{}]+\}/)
    .map(literal)
    .join('[^/]+')
  const made = new RegExp(`^.*${source}/?$`)
  known.set(template, made)
  return made
}
