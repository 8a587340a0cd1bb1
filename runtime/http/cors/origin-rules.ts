// Which origins may read what a mock answers, from the setting.
import { readText } from '../../settings.js'
import { StartError } from '../../start-error.js'

/** `off`: no page of another origin; `*`: any; else the origins that may, such as `https://app.example.test`. */
export type CorsOption = 'off' | '*' | readonly string[]

/**
 * What a page may do: nothing, read answers to requests without cookies and other credentials of the browser, or also those
 * with them.
 */
export type OriginRight = 'none' | 'anonymous' | 'credentials'

/** The right of an origin, as the Origin header holds it. */
export type OriginRules = (origin: string) => OriginRight

/** Most origins that can be listed. */
const maxOrigins = 1_000

/**
 * The rules of the option, else of `MOCK_CORS` (`off`, `*`, or origins separated by commas), else of `*`; undefined where it
 * is off. StartError MOCK_SETTING_INVALID for what is no origin.
 */
export function chooseOriginRules(option?: CorsOption): OriginRules | undefined {
  const given = option ?? readText('MOCK_CORS') ?? '*'
  if (given === 'off') return undefined
  if (given === '*') return anyOrigin
  const listed = (typeof given === 'string' ? given.split(',') : given).map((entry) => entry.trim())
  const origins = new Set(listed.filter((entry) => entry !== '').map(readOrigin))
  if (origins.size === 0 || origins.size > maxOrigins)
    throw invalid(`names ${origins.size} origins; it must name 1 to ${maxOrigins}, or be "off" or "*"`)
  return (origin) => (origins.has(origin) ? 'credentials' : 'none')
}

// Front ends under development run on this machine and want their cookies. A page from elsewhere gets what everybody gets.
function anyOrigin(origin: string): OriginRight {
  return thisMachine.test(origin) ? 'credentials' : 'anonymous'
}

// Names that lead to this machine only (RFC 6761, section 6.3), with any scheme and port.
const thisMachine =
  /^[a-z][a-z0-9+.-]*:\/\/(?:(?:[\w.-]+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/

// As browsers write it: scheme, host and port, in lower case, without the usual port (RFC 6454, section 6.2).
function readOrigin(text: string): string {
  const origin = text.toLowerCase()
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@*]+$/.test(origin)) {
    const url = URL.canParse(text) ? new URL(text).origin : 'null'
    const instead = url === 'null' || url.includes('*') ? 'https://app.example.test' : url
    throw invalid(
      `names ${JSON.stringify(text)}; it must name origins such as ${instead}, or be "off" or "*"`,
    )
  }
  if (!/^https?:/.test(origin)) return origin
  if (URL.canParse(origin)) return new URL(origin).origin
  throw invalid(`names ${JSON.stringify(text)}, which is no origin`)
}

function invalid(problem: string): StartError {
  return new StartError('MOCK_SETTING_INVALID', `MOCK_CORS ${problem}.`)
}
