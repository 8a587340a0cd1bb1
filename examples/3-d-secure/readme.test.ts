// Follows the README: every command runs as it stands and answers what is shown, and transactions live as long as it says.
import { startMock } from '@mockgen/runtime/testing'
import { expect, it, onTestFinished } from 'vitest'
import { advancedBy, frozen } from '../../runtime/sandboxes/clock-state.js'
import { followReadme } from '../../test/support/follow-readme.js'
import { exampleDocument, openMock } from '../../test/support/open-mock.js'
import { tempFolder } from '../../test/support/temp-folder.js'

const folder = tempFolder('mockgen-3-d-secure')

it('every command of the README answers what it shows', async () => {
  const commands = await followReadme('3-d-secure', folder)
  for (const { command, output, shown } of commands) {
    for (const text of shown) expect([command, output]).toEqual([command, expect.stringContaining(text)])
  }
  expect(commands.filter(({ shown }) => shown.length > 0)).toHaveLength(6)
}, 60_000)

it('a transaction is gone 30 minutes after the last request for it', async () => {
  const { app } = await openMock(exampleDocument('3-d-secure'))
  const mock = await startMock(app)
  onTestFinished(() => mock.close())
  const sandbox = app.sandboxes.get(undefined)
  await sandbox.changeClock(frozen)
  const begun = await mock.send('authenticate')
  const { threeDSServerTransID } = Object(begun.body)
  const status = async (minutes: number) => {
    await sandbox.changeClock(advancedBy(minutes * 60_000))
    return (await mock.send('getTransaction', { path: { threeDSServerTransID } })).status
  }
  expect([await status(29), await status(29), await status(30)]).toEqual([200, 200, 404])
})
