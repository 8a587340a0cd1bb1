// A line to Redis that counts the commands which go over it.
import { connect, createServer, type Socket } from 'node:net'

export interface CountedLine {
  readonly port: number
  /** Commands that were sent since the last call. */
  takeCount(): number
  close(): void
}

/** Listens on a free loopback port and passes everything on. */
export async function openCountedLine(toPort: number): Promise<CountedLine> {
  const ends = new Set<Socket>()
  let count = 0
  const server = createServer((near) => {
    const far = connect(toPort, '127.0.0.1')
    const counter = new CommandCounter()
    near.on('data', (bytes) => {
      count += counter.add(bytes)
    })
    near.pipe(far).pipe(near)
    for (const end of [near, far]) {
      ends.add(end)
      end.on('error', () => undefined)
      end.on('close', () => void ends.delete(end))
    }
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    takeCount() {
      const taken = count
      count = 0
      return taken
    },
    close() {
      server.close()
      for (const end of ends) end.destroy()
    },
  }
}

/** Counts complete commands in RESP: `*2\r\n$3\r\nGET\r\n$1\r\na\r\n`, in pieces of any size. */
class CommandCounter {
  #rest: Buffer = Buffer.alloc(0)
  #stringsLeft = 0

  /** The number of commands that these bytes complete. */
  add(bytes: Buffer): number {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes])
    let completed = 0
    let at = 0
    for (;;) {
      const lineEnd = this.#rest.indexOf('\r\n', at)
      if (lineEnd < 0) break
      const number = Number(this.#rest.toString('latin1', at + 1, lineEnd))
      let next = lineEnd + 2
      if (this.#stringsLeft === 0) this.#stringsLeft = number
      else {
        next += number + 2
        if (next > this.#rest.length) break
        if (--this.#stringsLeft === 0) completed++
      }
      at = next
    }
    this.#rest = this.#rest.subarray(at)
    return completed
  }
}
