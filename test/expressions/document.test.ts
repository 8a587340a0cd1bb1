// docs/expressions.md says what there is.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { functions } from '../../runtime/expressions/functions.js'

const document = readFileSync(new URL('../../docs/expressions.md', import.meta.url), 'utf8')

it.each([...functions.keys()])('the document names %s', (name) => {
  const words = document.match(/[\w.]+/g) ?? []
  expect(words).toContain(name)
})
