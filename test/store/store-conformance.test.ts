// The conformance suite itself: it finds what is broken, says which rule, and has a case for every rule of the contract.
import { AssertionError } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import { type StoreCase, storeConformance } from '../../runtime/store-conformance/index.js'
import { rules } from '../../runtime/store-conformance/rules.js'
import { root } from '../architecture/source-files.js'
import { brokenCommits } from './broken-stores/broken-commits.js'
import { brokenReads } from './broken-stores/broken-reads.js'
import { withDefect } from './broken-stores/defect.js'

const contract = proseOf(readFileSync(join(root, 'runtime/store/store.ts'), 'utf8'))
const everything = storeConformance({ open: createMemoryStore, shared: true, durable: true })

describe('the conformance suite', () => {
  it.each([...brokenCommits, ...brokenReads])('finds a store that %s', async (_title, defect, group) => {
    const adapter = { open: () => withDefect(defect), shared: true, durable: true }
    const cases = storeConformance(adapter).filter((one) => one.group === group)
    const failure = await firstFailure(cases)
    expect(failure?.message.split('\n', 1)).toEqual([failure?.rule])
  })

  it.each([
    ['shared', 'Several stores over the same data'],
    ['durable', 'A store that is opened again'],
  ])('leaves out what an adapter that is not %s does not promise', (promise, group) => {
    const adapter = { open: createMemoryStore, shared: true, durable: true, [promise]: false }
    const left = storeConformance(adapter)
    expect(everything.filter((one) => one.group === group).length).toBeGreaterThan(3)
    expect(left.map(({ title }) => title)).toEqual(
      everything.filter((one) => one.group !== group).map(({ title }) => title),
    )
  })

  it('names every case once', () => {
    const names = everything.map(({ group, title }) => `${group}: ${title}`)
    expect(names).toEqual([...new Set(names)])
  })

  it('gives every case data of its own', async () => {
    const used: string[] = []
    const open = (data: string) => {
      used.push(data)
      return createMemoryStore()
    }
    const cases = [...storeConformance({ open }), ...storeConformance({ open })]
    const health = cases.filter(({ group }) => group === 'Health and close')
    for (const { run } of health) await run()
    expect(new Set(used).size).toBe(health.length)
  })

  it('closes every store that it opens, whatever becomes of the case', async () => {
    let open = 0
    const adapter = {
      open: () => {
        open++
        const store = createMemoryStore()
        const close = async () => {
          open--
          await store.close()
        }
        return { ...store, spaces: () => Promise.reject(new Error('no spaces')), close }
      },
      shared: true,
      durable: true,
    }
    for (const one of storeConformance(adapter))
      if (/space|close|over|again/i.test(one.group)) await failureOf(one)
    expect(open).toBe(0)
  })

  it('cites the contract word for word', () => {
    for (const rule of Object.values(rules)) expect(contract).toContain(rule)
  })

  it('has a case for every rule that it cites', () => {
    expect(new Set(everything.map(({ rule }) => rule))).toEqual(new Set(Object.values(rules)))
  })

  it('has a rule for every MUST of the contract', () => {
    const [, behind = ''] = contract.split('as in RFC 2119): ')
    const sentences = behind.match(/[A-Z`][^.]*\bMUST\b[^.]*\./g) ?? []
    expect(sentences.length).toBeGreaterThan(6)
    const uncovered = sentences.filter(
      (sentence) => !Object.values(rules).some((rule) => rule.includes(sentence)),
    )
    expect(uncovered).toEqual([])
  })
})

interface Failure {
  readonly message: string
  readonly rule: string
}

async function firstFailure(cases: readonly StoreCase[]): Promise<Failure | undefined> {
  for (const one of cases) {
    const failure = await failureOf(one)
    if (failure !== undefined) return failure
  }
  return undefined
}

async function failureOf({ rule, run }: StoreCase): Promise<Failure | undefined> {
  try {
    await run()
    return undefined
  } catch (error) {
    if (!(error instanceof AssertionError)) throw error
    return { message: error.message, rule }
  }
}

// The comments of a source as running text.
function proseOf(source: string): string {
  const lines = source.split('\n').filter((line) => /^\s*(\/\/|\/?\*)/.test(line))
  return lines
    .map((line) => line.replace(/^\s*(\/\/|\/\*\*|\*\/|\*)\s*(- )?/, '').replace(/\s*\*\/$/, ''))
    .join(' ')
    .replace(/\s+/g, ' ')
}
