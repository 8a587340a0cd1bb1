// Patterns for which backtracking takes exponential or cubic time, each with the text that does it.

export interface Hostile {
  readonly title: string
  readonly pattern: string
  readonly text: string
  /** True when the text matches. */
  readonly matches: boolean
}

export const hostilePatterns: readonly Hostile[] = [
  {
    title: 'an alternative that overlaps the other',
    pattern: '(([a-z0-9-_ ]|[^\\\\x00-\\\\x7F])+.(json|yaml|yml))',
    text: 'a'.repeat(60),
    matches: false,
  },
  { title: 'a loop in a loop', pattern: '^(a+)+$', text: `${'a'.repeat(5_000)}!`, matches: false },
  { title: 'a loop beside the same loop', pattern: '^a*a*a*a*b$', text: 'a'.repeat(5_000), matches: false },
  {
    title: 'an empty turn of a loop',
    pattern: '^(x(a*|b*))*$',
    text: `${'x'.repeat(5_000)}!`,
    matches: false,
  },
  {
    title: 'optional parts in a row',
    pattern: `^${'a?'.repeat(40)}${'a'.repeat(40)}$`,
    text: 'a'.repeat(40),
    matches: true,
  },
  {
    title: 'a lookahead with a loop in a loop',
    pattern: '^(?=(a|aa)+$)[a-z!]*$',
    text: `${'a'.repeat(5_000)}!`,
    matches: false,
  },
  {
    title: 'a negated lookahead with a loop in a loop',
    pattern: '^(?!(a|aa)+$)[a-z!]*$',
    text: `${'a'.repeat(5_000)}!`,
    matches: true,
  },
  {
    title: 'a pattern without a start',
    pattern: '[a-z]+[0-9]+[a-z]+x$',
    text: 'a1'.repeat(2_500),
    matches: false,
  },
  { title: 'spaces at the end', pattern: '\\s+$', text: `${' '.repeat(5_000)}x`, matches: false },
]
