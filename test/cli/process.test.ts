// What only a process shows: exit codes at the shell, colours by environment, a reader that goes away.
import { expect, test } from 'vitest'
import { finished } from '../support/run-command.js'
import { runCli, startCli } from './spawn-cli.js'

test('wrong usage ends the process with 2', async () => {
  const { code, stdout, stderr } = await runCli(['serv'])
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain('Did you mean serve?')
})

test.each([
  ['without a terminal there are none', { given: {}, want: false }],
  ['FORCE_COLOR demands them', { given: { FORCE_COLOR: '1' }, want: true }],
  ['NO_COLOR wins', { given: { FORCE_COLOR: '1', NO_COLOR: '1' }, want: false }],
])('colours: %s', async (_title, { given, want }) => {
  const { stderr } = await runCli(['validate'], { env: given })
  expect(stderr.includes('\u001b')).toBe(want)
})

test('a reader that goes away is not an error', async () => {
  const child = startCli(['--help'])
  child.stdout.destroy()
  const { stderr } = await finished(child)
  expect(stderr).toBe('')
})
