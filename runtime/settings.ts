// Settings from the environment, read where the mock is composed.
import { StartError } from './start-error.js'

/** A positive whole number, or undefined when the variable is not set; StartError MOCK_SETTING_INVALID otherwise. */
export function readPositiveInteger(name: string): number | undefined {
  const text = process.env[name]?.trim()
  if (text === undefined || text === '') return undefined
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw new StartError(
    'MOCK_SETTING_INVALID',
    `${name} is ${JSON.stringify(text)}; it must be a positive whole number.`,
  )
}
