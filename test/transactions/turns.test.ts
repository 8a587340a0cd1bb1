// One step at a time, whoever comes when.
import { describe, expect, it } from 'vitest'
import { Turns } from '../../runtime/transactions/turns.js'

describe('Turns', () => {
  it('never run two steps beside each other, also when many come at once', async () => {
    const turns = new Turns()
    let running = 0
    let most = 0
    const step = async (i: number) => {
      running++
      most = Math.max(most, running)
      for (let turn = 0; turn < i % 4; turn++) await Promise.resolve()
      running--
      return i
    }
    const all = Array.from({ length: 50 }, (_, i) => turns.take(() => step(i)))
    expect(await Promise.all(all)).toEqual(Array.from({ length: 50 }, (_, i) => i))
    expect(most).toBe(1)
  })

  it('go on after a step that fails, and are idle after the last', async () => {
    const turns = new Turns()
    const failing = turns.take(() => Promise.reject(new Error('no')))
    let done = false
    const next = turns.take(async () => {
      await Promise.resolve()
      done = true
    })
    await expect(failing).rejects.toThrow('no')
    await turns.idle()
    expect(done).toBe(true)
    await next
  })
})
