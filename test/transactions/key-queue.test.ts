// Work on the same keys runs one after another, and nothing of it stays behind.
import { describe, expect, it } from 'vitest'
import { KeyQueue } from '../../runtime/transactions/key-queue.js'

// Lets everything run that can run.
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('KeyQueue', () => {
  it('runs work on one key in the order it came, never two at once', async () => {
    const queue = new KeyQueue()
    const log: string[] = []
    const work = (name: string) => async () => {
      log.push(`${name} begins`)
      await settle()
      log.push(`${name} ends`)
    }
    await Promise.all(['a', 'b', 'c'].map((name) => queue.run(['key'], work(name))))
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
  })

  it('runs work on different keys side by side', async () => {
    const queue = new KeyQueue()
    let running = 0
    let most = 0
    const work = async () => {
      most = Math.max(most, ++running)
      await settle()
      running--
    }
    await Promise.all(['a', 'b', 'c'].map((key) => queue.run([key], work)))
    expect(most).toBe(3)
  })

  it('ends when many pieces of work want several keys in any order', async () => {
    const queue = new KeyQueue()
    const orders = [['a', 'b', 'c'], ['c', 'b', 'a'], ['b', 'a'], ['c', 'a', 'a'], []]
    let done = 0
    const runs = Array.from({ length: 100 }, (_, i) =>
      queue.run(orders[i % orders.length] ?? [], async () => {
        await settle()
        done++
      }),
    )
    await Promise.all(runs)
    expect(done).toBe(100)
    expect(queue.size).toBe(0)
  })

  it('passes the key on when work fails', async () => {
    const queue = new KeyQueue()
    const failing = queue.run(['a'], async () => {
      throw new Error('failed')
    })
    const next = queue.run(['a'], async () => 'went on')
    await expect(failing).rejects.toThrow('failed')
    expect(await next).toBe('went on')
    expect(queue.size).toBe(0)
  })

  it('does not let a hold wait below what it holds, so that no circle closes', async () => {
    const queue = new KeyQueue()
    const [first, second] = [queue.hold(), queue.hold()]
    await first.take('a')
    await second.take('b')
    const waiting = first.take('b')
    expect(waiting).toBeInstanceOf(Promise)
    expect(second.take('a')).toBeUndefined()
    second.release()
    await waiting
    first.release()
    expect(queue.size).toBe(0)
  })

  it('lets work go on without a key that it waited for too long', async () => {
    const queue = new KeyQueue(1)
    const [first, second] = [queue.hold(), queue.hold()]
    await first.take('a')
    await second.take('a')
    second.release()
    expect(queue.size).toBe(1)
    first.release()
    expect(queue.size).toBe(0)
  })

  it('leaves nothing behind when work gives up while it waits', async () => {
    const queue = new KeyQueue()
    const [first, second] = [queue.hold(), queue.hold()]
    await first.take('a')
    const waiting = second.take('a')
    second.release()
    first.release()
    await waiting
    expect(queue.size).toBe(0)
  })
})
