// The log of a running mock: a small port, and the default made with pino, of which this is the only door.
import { pino } from 'pino'
import { isObject, type JsonObject } from './json.js'
import { StartError } from './start-error.js'

/** Where the runtime reports. `fields` are data, with an error under `err`; `message` is a short sentence. */
export interface Logger {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** Anything that takes lines. */
export interface LogOutput {
  write(text: string): void
  readonly isTTY?: boolean | undefined
}

/**
 * The default log: one JSON object a line, or in a terminal `10:15:00 info  message  name=value …`.
 *
 * @param options.level Default: `LOG_LEVEL` of the environment, else `info`. StartError MOCK_LOG_LEVEL_INVALID when it
 * is not a level.
 * @param options.output Default: standard output.
 */
export function createLogger(options: { readonly level?: string; readonly output?: LogOutput } = {}): Logger {
  const level = parseLevel(options.level ?? process.env.LOG_LEVEL ?? 'info')
  const output = options.output ?? process.stdout
  const settings = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: labelled },
  }
  if (output.isTTY) return pino(settings, { write: (line: string) => output.write(toHumanLine(line)) })
  return pino(settings, output)
}

/** A log that keeps nothing. */
export const silentLogger: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore }

function ignore(): void {}

function labelled(level: string): object {
  return { level }
}

function parseLevel(text: string): LogLevel {
  const level = logLevels.find((candidate) => candidate === text.trim().toLowerCase())
  if (level !== undefined) return level
  throw new StartError(
    'MOCK_LOG_LEVEL_INVALID',
    `LOG_LEVEL is ${JSON.stringify(text)}; it must be one of ${logLevels.join(', ')}.`,
  )
}

/** `10:15:00 info  message  name=value`; an error's stack follows on its own lines. Times are UTC. */
function toHumanLine(json: string): string {
  const { level, time, msg, err, ...fields } = parseLine(json)
  const head = `${String(time).slice(11, 19)} ${String(level).padEnd(5)} ${String(msg)}`
  const values = Object.entries(fields).map(([name, value]) => `${name}=${JSON.stringify(value)}`)
  const stack = isObject(err) && typeof err.stack === 'string' ? `\n${err.stack.replace(/^/gm, '  ')}` : ''
  return `${printable([head, ...values].join('  ') + stack)}\n`
}

function parseLine(json: string): JsonObject {
  const line: unknown = JSON.parse(json)
  return isObject(line) ? line : {}
}

// Texts of clients reach the log; none of them may steer the terminal.
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (char) => (char === '\n' || char === '\t' ? char : '\ufffd'))
}
