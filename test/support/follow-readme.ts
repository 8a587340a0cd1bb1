// Follows the README of an example as a reader would: starts what it starts, and types what it types into a shell.
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../architecture/source-files.js'
import { startCli } from '../cli/spawn-cli.js'
import { mustRun } from './run-command.js'

/** A command of a README, what it printed, and what the README shows of that after `# → `. */
export interface FollowedCommand {
  readonly command: string
  readonly output: string
  readonly shown: readonly string[]
}

/**
 * Runs the `sh` blocks of `examples/<name>/README.md` in order. A block with `npx mockgen serve` starts the server on a free
 * port (and ends the one before); all others talk to it. Lines that follow each other are one command; comments and empty lines
 * end it.
 *
 * @param folder An empty folder that the README takes for the top of the repository.
 */
export async function followReadme(name: string, folder: string): Promise<readonly FollowedCommand[]> {
  cpSync(join(root, 'examples', name), join(folder, 'examples', name), { recursive: true })
  const readme = readFileSync(join(root, 'examples', name, 'README.md'), 'utf8')
  const blocks = [...readme.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text)
  const followed: FollowedCommand[] = []
  let server: Server | undefined
  try {
    for (const block of blocks) {
      const serve = /^((?:\w+=\S+ )*)npx mockgen (serve .*)$/m.exec(block)
      if (serve !== null) {
        await server?.stop()
        const [, variables = '', argv = ''] = serve
        server = await startServer(argv.split(' '), variables, folder)
      } else if (server !== undefined) followed.push(...(await runBlock(block, server.url, folder)))
    }
  } finally {
    await server?.stop()
  }
  return followed
}

interface Server {
  readonly url: string
  /** Ends it as Ctrl+C does. */
  stop(): Promise<void>
}

function startServer(argv: readonly string[], variables: string, cwd: string): Promise<Server> {
  const pairs = variables.split(' ').flatMap((pair) => {
    const at = pair.indexOf('=')
    return at === -1 ? [] : [[pair.slice(0, at), pair.slice(at + 1)] as const]
  })
  const env = { ...Object.fromEntries(pairs), LOG_LEVEL: 'silent' }
  const child = startCli([...argv, '--port', '0'], { cwd, env })
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  const stop = () => {
    child.kill('SIGINT')
    return ended
  }
  return new Promise((resolve, reject) => {
    let output = ''
    const read = (text: string) => {
      output += text
      const url = /Listening on (http:\S+)\n/.exec(output)?.[1]
      if (url !== undefined) resolve({ url, stop })
    }
    child.stdout.setEncoding('utf8').on('data', read)
    child.stderr.setEncoding('utf8').on('data', read)
    child.on('error', reject)
    ended.then(() => reject(new Error(`mockgen ${argv.join(' ')} ended before it listened\n${output}`)))
  })
}

/** Between the outputs of two commands: no text that an answer holds. */
const mark = '\u001e'

async function runBlock(block: string, url: string, cwd: string): Promise<readonly FollowedCommand[]> {
  const commands = block.split(/\n(?:#(?! →).*\n|\n)+/).flatMap((part) => {
    const lines = part.split('\n').filter((line) => line !== '' && !/^#(?! →)/.test(line))
    const isShown = (line: string) => line.startsWith('# → ')
    const command = lines.filter((line) => !isShown(line)).join('\n')
    const shown = lines.filter(isShown).map((line) => line.slice('# → '.length))
    return command === '' ? [] : [{ command, shown }]
  })
  const script = commands.map(({ command }) => `${command}\nprintf '${mark}'\n`).join('')
  const { stdout } = await mustRun('bash', ['-c', script.replaceAll('http://127.0.0.1:3000', url)], { cwd })
  const outputs = stdout.split(mark)
  return commands.map((each, at) => ({ ...each, output: outputs[at] ?? '' }))
}
