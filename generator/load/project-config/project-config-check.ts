// Checks the keys of `mockgen.json` and the form of their values; what x-persistence says is checked by the read stage.

import type { Json } from '@mockgen/runtime'
import { didYouMean } from '@mockgen/runtime/vocabulary'
import { isObject } from '../../pointers.js'
import { error, type Finding } from '../findings.js'
import { nameType } from '../json-edit.js'
import { parseHost } from '../remote/remote-access.js'
import { type ProjectConfigForm, projectConfigKeys } from './project-config-keys.js'

/** What is wrong, and the reference tokens of the value that it is about. */
export interface ConfigFinding {
  readonly finding: Finding
  readonly tokens: readonly string[]
}

/** Most environment variables, or hosts, that may be named. */
const maxNames = 1_000

/** Everything that is wrong in the file. */
export function checkProjectConfig(value: Json): readonly ConfigFinding[] {
  if (!isObject(value)) {
    const finding = wrongConfig(
      `expected an object, found ${nameType(value)}`,
      'Write { "contract": "openapi.yaml" }.',
    )
    return [{ finding, tokens: [] }]
  }
  return Object.entries(value).flatMap(([key, child]) => {
    if (!isKey(key)) return [{ finding: unknownKey(key), tokens: [key] }]
    return checks[projectConfigKeys[key].form](child, [key])
  })
}

/** A finding about the file. */
export function wrongConfig(message: string, remedy?: string): Finding {
  return error('MOCKGEN_CONFIG', message, remedy)
}

function isKey(key: string): key is keyof typeof projectConfigKeys {
  return Object.hasOwn(projectConfigKeys, key)
}

function unknownKey(key: string): Finding {
  const known = Object.keys(projectConfigKeys)
  const meant = didYouMean(key, known)
  return wrongConfig(
    `unknown key ${JSON.stringify(key)}`,
    meant === undefined ? `Known are ${known.join(', ')}.` : `Did you mean ${meant}?`,
  )
}

type Check = (value: Json, tokens: readonly string[]) => readonly ConfigFinding[]

const checks: Readonly<Record<ProjectConfigForm, Check>> = {
  version: (value, tokens) =>
    value === 1 ? [] : [{ finding: wrongConfig('expected the version 1'), tokens }],
  text: checkText,
  texts: (value, tokens) => checkItems(value, tokens, checkText),
  names: checkNames,
  hash: checkHash,
  hosts: checkHosts,
  object: (value, tokens) => (isObject(value) ? [] : unexpected('an object', value, tokens)),
  declarations: (value, tokens) => checkMembers(value, tokens, 'an object', isObject),
  operations: (value, tokens) =>
    checkMembers(value, tokens, 'an object or false', (member) => isObject(member) || member === false),
  seed: (value, tokens) => {
    if (isObject(value)) return []
    return Array.isArray(value) ? checkItems(value, tokens, checkText) : checkText(value, tokens)
  },
}

function checkText(value: Json, tokens: readonly string[]): readonly ConfigFinding[] {
  if (typeof value !== 'string') return unexpected('a string', value, tokens)
  return value.trim() === '' ? [{ finding: wrongConfig('expected a text, found none'), tokens }] : []
}

function checkNames(value: Json, tokens: readonly string[]): readonly ConfigFinding[] {
  if (Array.isArray(value) && value.length > maxNames) {
    return [{ finding: wrongConfig(`more than ${maxNames} names`), tokens }]
  }
  return checkItems(value, tokens, (item, at) => {
    if (typeof item === 'string' && /^[A-Za-z_][A-Za-z0-9_]*$/.test(item)) return []
    const remedy = 'A name has letters, digits and underscores, such as REGION.'
    return [{ finding: wrongConfig('expected the name of an environment variable', remedy), tokens: at }]
  })
}

/** The 32 bytes of SHA-256 in base64 are 43 characters and a padding. */
function checkHash(value: Json, tokens: readonly string[]): readonly ConfigFinding[] {
  if (typeof value !== 'string') return unexpected('a string', value, tokens)
  if (/^sha256-[A-Za-z0-9+/]{43}=$/.test(value)) return []
  const remedy = 'Write what `mockgen generate --update-contract` finds: sha256- and base64.'
  return [{ finding: wrongConfig('expected a SHA-256 hash', remedy), tokens }]
}

function checkHosts(value: Json, tokens: readonly string[]): readonly ConfigFinding[] {
  if (typeof value === 'boolean') return []
  if (!Array.isArray(value)) return unexpected('true, false or an array of hosts', value, tokens)
  if (value.length > maxNames) return [{ finding: wrongConfig(`more than ${maxNames} hosts`), tokens }]
  return checkItems(value, tokens, (item, at) => {
    if (item === '*' || (typeof item === 'string' && parseHost(item) !== undefined)) return []
    const remedy = 'A host is a name or an address, with a port or without; "*" stands for all public ones.'
    return [{ finding: wrongConfig('expected a host', remedy), tokens: at }]
  })
}

function checkItems(value: Json, tokens: readonly string[], check: Check): readonly ConfigFinding[] {
  if (!Array.isArray(value)) return unexpected('an array', value, tokens)
  return value.flatMap((item: Json, index) => check(item, [...tokens, String(index)]))
}

function checkMembers(
  value: Json,
  tokens: readonly string[],
  expected: string,
  isRight: (member: Json) => boolean,
): readonly ConfigFinding[] {
  if (!isObject(value)) return unexpected('an object', value, tokens)
  return Object.entries(value).flatMap(([name, member]) =>
    isRight(member) ? [] : unexpected(expected, member, [...tokens, name]),
  )
}

function unexpected(what: string, found: Json, tokens: readonly string[]): readonly ConfigFinding[] {
  return [{ finding: wrongConfig(`expected ${what}, found ${nameType(found)}`), tokens }]
}
