import { it } from 'vitest'
import { startMock } from '@mockgen/runtime/testing'
import { openMock } from '/work/main/test/support/open-mock.js'
it('x', async () => {
  const { app, entities } = await openMock('/tmp/pret/gen.yaml', { seed: 1 })
  console.log(JSON.stringify(entities.users))
  const m = await startMock(app)
  const u = await m.send('listUsers'); console.log(u.status, JSON.stringify(u.body, null, 1), u.violations)
  const p = await m.send('listPosts'); console.log(p.status, JSON.stringify(p.body), p.violations)
  await m.close()
})
