// What can be typed: commands, arguments, options and their help. The only file that knows the argument parser.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import type { RemoteAccess } from '../generator/load/remote/remote-access.js'
import { readOwnPackage } from '../generator/own-package.js'
import type { CheckFlags } from './commands/check.js'
import type { ExplainFlags } from './commands/explain.js'
import type { GenerateFlags } from './commands/generate.js'
import type { InitFlags } from './commands/init.js'
import type { ServeFlags } from './commands/serve.js'
import type { ValidateFlags } from './commands/validate.js'
import { Failure } from './failure.js'
import { shellWord } from './printable.js'
import { allowRemote } from './remote-refs.js'
import { projectConfigOf, requireContract } from './require-contract.js'
import type { Terminal } from './terminal.js'

/** What `--allow-remote-refs` was given. */
interface RemoteFlag {
  readonly allowRemoteRefs?: RemoteAccess
}

/** What `--format` was given. */
interface FormatFlag {
  readonly format?: 'text' | 'json'
}

/** Told the exit code of the command that ran. */
type Done = (exitCode: number) => void

/** The program; parsing arguments with it runs the command, whose code is loaded only then. */
export function createProgram(terminal: Terminal, done: Done): Command {
  const program = new Command('mockgen')
    .description('Generates a typed, stateful mock server from an OpenAPI document')
    .version(readOwnPackage().version, '-v, --version', 'print the version')
    .option('--debug', 'show the stack of an unexpected error (also DEBUG=mockgen)')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .exitOverride()
    // Errors are thrown as well; cli.ts prints them like all others.
    .configureOutput({ writeOut: terminal.out.write, writeErr: terminal.err.write, outputError: () => {} })
    .configureHelp({ showGlobalOptions: true })
    .addHelpText(
      'after',
      examples(
        'serve openapi.yaml',
        'serve openapi.yaml --store file:./data',
        'generate openapi.yaml -o ./mock',
      ),
    )
  addGenerate(program, terminal, done)
  addCheck(program, terminal, done)
  addServe(program, terminal, done)
  addExplain(program, terminal, done)
  addInit(program, terminal, done)
  addValidate(program, terminal, done)
  return program
}

function addGenerate(program: Command, terminal: Terminal, done: Done): void {
  program
    .command('generate')
    .summary('write a mock server project')
    .description('Writes a typed Koa project that serves the contract and keeps state.')
    .argument('[contract]', 'OpenAPI document, JSON or YAML (default: what ./mockgen.json names)')
    .addOption(rootOption())
    .addOption(remoteOption())
    .addOption(overlayOption())
    .addOption(configOption())
    .option('-o, --output <dir>', 'folder of the project')
    .option(
      '--runtime <spec>',
      'vendored, registry, or what npm accepts as a dependency (default: vendored)',
      parseRuntime,
    )
    .option(
      '--force',
      'overwrite generated files that were changed by hand, and take a folder that is not ours',
    )
    .option('--update-contract', 'fetch a contract by URL anew, and pin its hash in mockgen.json')
    .option('--fix', 'edit your hooks of operations that were renamed: their names, and nothing else')
    .option('--changes', 'print every change of the contract, and what it means')
    .option('--dry-run', 'list what would be written, write nothing')
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      examples(
        'generate openapi.yaml -o ./mock',
        'generate openapi.yaml -o ./mock --dry-run',
        'generate openapi.yaml -o ./mock --runtime registry',
        'generate --config mock/mockgen.json',
        'generate https://api.example.com/openapi.yaml -o ./mock',
      ),
    )
    .action(async (argument: string | undefined, flags: Partial<GenerateFlags> & RemoteFlag) => {
      const { contract, config } = await requireContract(argument, 'generate', flags.config)
      const output = requireOutput(flags.output, contract, argument === undefined, config)
      const { generateProject } = await import('./commands/generate.js')
      const own = config ?? (await projectConfigOf(output, contract))
      done(await generateProject(contract, withConfig({ ...flags, output }, own), terminal))
    })
}

function addCheck(program: Command, terminal: Terminal, done: Done): void {
  program
    .command('check')
    .summary('fail when a committed mock is not what its contract generates')
    .description(
      'Compares a project with what generate would write, and writes nothing. Exits with 1 when they differ.',
    )
    .argument('[dir]', 'folder of the project (default: the one of --config, else the current one)')
    .option('--contract <file>', "OpenAPI document (default: what the project's mockgen.json names)")
    .addOption(rootOption())
    .addOption(remoteOption())
    .addOption(overlayOption())
    .option('--config <file>', "options of the mock (default: the project's mockgen.json)")
    .option('--runtime <spec>', 'as for generate (default: what mockgen.json says)', parseRuntime)
    .addOption(new Option('--format <format>', 'how to print').choices(checkFormats).default('text'))
    .option('--full', 'print every line that differs')
    .option('--changes', 'print every change of the contract, and no lines of files')
    .addHelpText('after', examples('check', 'check ./mock', 'check ./mock --format github'))
    .action(async (argument: string | undefined, flags: CheckFlags & RemoteFlag) => {
      const { checkProject } = await import('./commands/check.js')
      const dir = argument ?? (flags.config === undefined ? undefined : projectOf(flags.config)) ?? '.'
      done(await checkProject(dir, withConfig(flags, flags.config), terminal))
    })
}

function addServe(program: Command, terminal: Terminal, done: Done): void {
  program
    .command('serve')
    .summary('run a mock server at once, without generating code')
    .description('Serves the contract without generating code; records are in memory, or where --store says.')
    .argument('[contract]', 'OpenAPI document, JSON or YAML (default: what ./mockgen.json names)')
    .addOption(rootOption())
    .addOption(remoteOption())
    .addOption(overlayOption())
    .addOption(configOption())
    .option('-p, --port <number>', 'port to listen on; 0 takes a free one (default: PORT or 3000)', parsePort)
    .option('--store <address>', 'memory, file:FOLDER or redis://… (default: MOCK_STORE or memory)')
    .option('--host <address>', 'address to listen on (default: HOST or 127.0.0.1)')
    .addOption(new Option('--log-level <level>', 'how much to log').choices(logLevels))
    .addHelpText('after', examples('serve openapi.yaml', 'serve openapi.yaml --port 8080 --log-level info'))
    .action(async (argument: string | undefined, flags: ServeFlags & RemoteFlag) => {
      const { contract, config } = await requireContract(argument, 'serve', flags.config)
      const { serve } = await import('./commands/serve.js')
      done(await serve(contract, withConfig(flags, config), terminal))
    })
}

function addExplain(program: Command, terminal: Terminal, done: Done): void {
  program
    .command('explain')
    .summary('show what each operation does, and why')
    .description('Prints each entity with its rules and its operations, then what keeps nothing, and why.')
    .argument('[contract]', 'OpenAPI document, JSON or YAML (default: what ./mockgen.json names)')
    .addOption(rootOption())
    .addOption(remoteOption())
    .addOption(overlayOption())
    .addOption(configOption())
    .addOption(new Option('--format <format>', 'what it is printed as').choices(['text', 'json']))
    .option('--json', 'the same as --format json')
    .option('--entity <name>', 'only what is about this entity')
    .addHelpText(
      'after',
      examples(
        'explain openapi.yaml',
        'explain openapi.yaml --entity users',
        'explain openapi.yaml --format json',
      ),
    )
    .action(async (argument: string | undefined, flags: ExplainFlags & RemoteFlag & FormatFlag) => {
      const { contract, config } = await requireContract(argument, 'explain', flags.config)
      const { explain } = await import('./commands/explain.js')
      const { format, ...others } = flags
      const json = format === undefined ? flags.json : format === 'json'
      done(await explain(contract, withConfig({ ...others, ...(json && { json }) }, config), terminal))
    })
}

function addInit(program: Command, terminal: Terminal, done: Done): void {
  program
    .command('init')
    .summary('write what is inferred as an overlay, to keep and to edit')
    .description(
      'Writes an OpenAPI Overlay with x-persistence for each operation, which makes the same mock.',
    )
    .argument('[contract]', 'OpenAPI document, JSON or YAML (default: what ./mockgen.json names)')
    .addOption(rootOption())
    .addOption(remoteOption())
    .addOption(overlayOption())
    .addOption(configOption())
    .option(
      '-o, --output <file>',
      'overlay, or mockgen.json (default: NAME.overlay.yaml beside the document)',
    )
    .option('--force', 'replace the file when it is there')
    .addHelpText(
      'after',
      examples(
        'init openapi.yaml',
        'init openapi.yaml -o mock.overlay.yaml',
        'init openapi.yaml -o mockgen.json',
      ),
    )
    .action(async (argument: string | undefined, flags: InitFlags & RemoteFlag) => {
      const { contract, config } = await requireContract(argument, 'init', flags.config)
      const { init } = await import('./commands/init.js')
      done(await init(contract, withConfig(flags, config), terminal))
    })
}

function addValidate(program: Command, terminal: Terminal, done: Done): void {
  program
    .command('validate')
    .summary('check a document')
    .description('Prints everything that is wrong with a document. Exits with 3 when there are errors.')
    .argument('[contract]', 'OpenAPI document, JSON or YAML (default: what ./mockgen.json names)')
    .addOption(rootOption())
    .addOption(remoteOption())
    .addOption(overlayOption())
    .addOption(configOption())
    .addOption(new Option('--format <format>', 'how to print').choices(formats).default('text'))
    .addHelpText(
      'after',
      examples('validate openapi.yaml', 'validate openapi.yaml --format sarif > mockgen.sarif'),
    )
    .action(async (argument: string | undefined, flags: ValidateFlags & RemoteFlag) => {
      const { contract, config } = await requireContract(argument, 'validate', flags.config)
      const { validate } = await import('./commands/validate.js')
      done(await validate(contract, withConfig(flags, config), terminal))
    })
}

// Files outside stay closed, so that a document cannot read what lies elsewhere on this machine.
function rootOption(): Option {
  return new Option('--root <dir>', "folder that references may come from (default: the document's own)")
}

function remoteOption(): Option {
  const description =
    'fetch what references name: from public hosts, or with =HOST[:PORT] from this one; may be repeated'
  return new Option('--allow-remote-refs [host]', description).argParser(
    (host: string, before?: RemoteAccess) => {
      const access = allowRemote(host, before)
      if (access !== undefined) return access
      throw new InvalidArgumentError('A host is a name or an address, with a port or without.')
    },
  )
}

function overlayOption(): Option {
  return new Option('--overlay <file>', 'OpenAPI Overlay to apply; may be repeated').argParser(
    (file: string, before: readonly string[] = []) => [...before, file],
  )
}

function configOption(): Option {
  return new Option('--config <file>', 'options of the mock (default: mockgen.json beside the document)')
}

/** The flags with the configuration that named the document, and what may be fetched under the name that the generator uses. */
function withConfig<Flags extends { readonly config?: string; readonly remote?: RemoteAccess }>(
  flags: Flags & RemoteFlag,
  config: string | undefined,
): Flags {
  const { allowRemoteRefs: remote } = flags
  return { ...flags, ...(config !== undefined && { config }), ...(remote !== undefined && { remote }) }
}

const checkFormats: readonly CheckFlags['format'][] = ['text', 'json', 'github']
const formats: readonly ValidateFlags['format'][] = ['text', 'json', 'github', 'sarif']
// The runtime's levels, which are pino's; a test holds them together, because help must not load the runtime.
const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']

function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  mockgen ${line}\n`).join('')}`.trimEnd()
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port <= 65_535) return port
  throw new InvalidArgumentError('A port is a number from 0 to 65535.')
}

function parseRuntime(text: string): string {
  if (text.trim() !== '') return text
  throw new InvalidArgumentError('A runtime is vendored, registry, or what npm accepts as a dependency.')
}

/** The folder as given; without one that of the configuration that named the contract, when it is a project's own. */
function requireOutput(
  output: string | undefined,
  contract: string,
  isConfigured: boolean,
  config: string | undefined,
): string {
  if (output !== undefined && output !== '') return output
  const project = isConfigured && config !== undefined ? projectOf(config) : undefined
  if (output === undefined && project !== undefined) return project
  throw new Failure(2, 'mockgen generate needs the folder to write the project to', {
    remedy: `mockgen generate ${shellWord(contract)} -o ./mock`,
  })
}

/** The folder of a configuration that stands beside a manifest; undefined for one that is no project's own. */
function projectOf(config: string): string | undefined {
  const folder = dirname(config)
  return existsSync(join(folder, '.mockgen', 'manifest.json')) ? folder : undefined
}

/**
 * The exit code when the parser has printed help or the version and is done: 0 when that was asked for, 2 when it stands for a
 * missing command; undefined for every other error.
 */
export function helpExitCode(error: unknown): 0 | 2 | undefined {
  if (!(error instanceof CommanderError)) return undefined
  if (error.exitCode === 0) return 0
  return error.code === 'commander.help' ? 2 : undefined
}

/** A parser's error as a Failure of exit code 2; other errors as they are. */
export function explainUsage(error: unknown, program: Command, argv: readonly string[]): unknown {
  if (!(error instanceof CommanderError)) return error
  const command = program.commands.find((candidate) => candidate.name() === argv[0])
  return new Failure(2, error.message.replace(/^error: /, ''), {
    remedy: command ? `mockgen ${command.name()} --help` : 'mockgen --help',
  })
}
