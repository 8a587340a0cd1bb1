// The terminal as commands see it: two outputs, whether a person is looking, and colours only where they are wanted.
import picocolors from 'picocolors'

export type Colors = ReturnType<typeof picocolors.createColors>

/** One of the two output streams. */
export interface Output {
  write(text: string): void
  /** True when a person is looking: progress may move and tables are fitted to `columns`. */
  readonly interactive: boolean
  /** Width of the terminal in characters; undefined when the output is not one. */
  readonly columns: number | undefined
  readonly colors: Colors
}

/** What a command may touch of the process. `out` is for results, `err` for everything that is said about them. */
export interface Terminal {
  readonly out: Output
  readonly err: Output
}

type Env = Readonly<Record<string, string | undefined>>

/** The terminal of this process. A reader that has gone away (`| head`) ends nothing and is not an error. */
export function processTerminal(): Terminal {
  return {
    out: createOutput(process.stdout, process.env),
    err: createOutput(process.stderr, process.env),
  }
}

/**
 * Whether a stream gets colours: `NO_COLOR` (not empty) refuses them, `FORCE_COLOR` (not empty, `0` or `false`) demands
 * them, otherwise a terminal that is not dumb gets them. See https://no-color.org and https://force-color.org.
 */
function wantsColors(env: Env, interactive: boolean): boolean {
  if (env.NO_COLOR) return false
  if (env.FORCE_COLOR !== undefined) return !['', '0', 'false'].includes(env.FORCE_COLOR)
  return interactive && env.TERM !== 'dumb'
}

function createOutput(stream: NodeJS.WriteStream, env: Env): Output {
  let gone = false
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    gone = true
  })
  const terminal = stream.isTTY === true
  return {
    write: (text) => {
      if (!gone) stream.write(text)
    },
    // A CI system may offer a terminal and still record every byte of it.
    interactive: terminal && !env.CI,
    // A terminal that does not know its size says 0.
    columns: (terminal && stream.columns) || undefined,
    colors: picocolors.createColors(wantsColors(env, terminal)),
  }
}
