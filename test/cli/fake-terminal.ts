// A terminal that remembers: what the command line writes when it runs inside the test.
import picocolors from 'picocolors'
import type { Terminal } from '../../bin/terminal.js'

export interface FakeTerminal extends Terminal {
  readonly written: { out: string; err: string }
}

export interface FakeOptions {
  readonly interactive?: boolean
  readonly columns?: number
  readonly colors?: boolean
}

export function fakeTerminal({
  interactive = false,
  columns,
  colors = false,
}: FakeOptions = {}): FakeTerminal {
  const written = { out: '', err: '' }
  const output = (name: 'out' | 'err') => ({
    write: (text: string) => {
      written[name] += text
    },
    interactive,
    columns,
    colors: picocolors.createColors(colors),
  })
  return { written, out: output('out'), err: output('err') }
}
