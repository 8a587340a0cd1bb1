// The option `--allow-remote-refs[=host[:port]]`: how it is typed, and what it allows.
import { parseHost, type RemoteAccess } from '../generator/load/remote/remote-access.js'

const option = '--allow-remote-refs'

/**
 * The arguments with an empty value for each use of the option that gives none. The parser would take the next argument,
 * which is the document, for the value.
 */
export function markBareRemoteRefs(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--')
  return argv.map((argument, index) =>
    argument === option && (end === -1 || index < end) ? `${option}=` : argument,
  )
}

/** What is allowed after one more use of the option; undefined when its value names no host. */
export function allowRemote(value: string, before: RemoteAccess = {}): RemoteAccess | undefined {
  if (value === '') return { ...before, anyPublic: true }
  return parseHost(value) === undefined ? undefined : { ...before, hosts: [...(before.hosts ?? []), value] }
}
