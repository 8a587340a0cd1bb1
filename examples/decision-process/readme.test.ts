// Follows the README: every command runs as it stands, and answers what is shown.
import { expect, it } from 'vitest'
import { followReadme } from '../../test/support/follow-readme.js'
import { tempFolder } from '../../test/support/temp-folder.js'

const folder = tempFolder('mockgen-decision-process')

it('every command of the README answers what it shows', async () => {
  const commands = await followReadme('decision-process', folder)
  for (const { command, output, shown } of commands) {
    for (const text of shown) expect([command, output]).toEqual([command, expect.stringContaining(text)])
  }
  expect(commands.filter(({ shown }) => shown.length > 0)).toHaveLength(10)
})
