// Real redis-server processes for tests: each on a free loopback port, with a folder of its own, stopped by its pid.
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { describe } from 'vitest'

export interface RedisServer {
  readonly port: number
  /** redis://127.0.0.1:port */
  readonly url: string
  readonly folder: string
  /** Sends the signal and waits for the end of the process. Stopped twice is stopped. */
  stop(signal?: NodeJS.Signals): Promise<void>
  /** Starts it again on the same port and folder. */
  start(): Promise<void>
  /** Sends a signal, such as SIGSTOP, without waiting for anything. */
  signal(signal: NodeJS.Signals): void
  /** Asks the server something on a connection that the store does not share. */
  ask(command: string, ...args: readonly (string | number)[]): Promise<unknown>
}

/** How a test connects by itself. */
export interface Login {
  readonly port?: number
  readonly password?: string
  readonly tls?: { readonly ca: Buffer }
}

const started = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of started) child.kill('SIGKILL')
})

const readyMs = 10_000
const portAttempts = 5

/** Which engines the tests run on: `STORES=memory,file` leaves Redis out, and says so. Default: all. */
export function isRedisWanted(): boolean {
  const stores = process.env.STORES?.split(',').map((name) => name.trim())
  return stores === undefined || stores.includes('redis')
}

/** A block of tests that needs Redis. */
export function describeRedis(name: string, tests: () => void): void {
  if (isRedisWanted()) return void describe(name, tests)
  console.warn(`Not tested on Redis, because STORES is ${process.env.STORES}: ${name}`)
  describe.skip(`${name} (left out by STORES)`, tests)
}

/**
 * Starts a server and waits until it takes connections.
 *
 * @param options.args Further arguments of redis-server, from the server's port.
 * @param options.login How `ask` connects, where it needs more than the port.
 */
export async function startRedis(
  options: {
    readonly args?: (port: number) => readonly string[]
    readonly login?: (port: number) => Login
  } = {},
): Promise<RedisServer> {
  installRedis()
  const folder = mkdtempSync(join(tmpdir(), 'mockgen-redis-'))
  const { args = () => [], login = () => ({}) } = options
  const launchOn = (port: number) => launch(folder, port, args(port))
  const { port, child } = await launchAnywhere(launchOn)
  let running: ChildProcess | undefined = child
  let admin: Redis | undefined
  const hangUp = () => {
    admin?.disconnect()
    admin = undefined
  }
  return {
    port,
    folder,
    url: `redis://127.0.0.1:${port}`,
    async stop(signal = 'SIGKILL') {
      hangUp()
      const ending = running
      running = undefined
      if (ending !== undefined) await end(ending, signal)
    },
    async start() {
      running = await launchOn(port)
    },
    signal(signal) {
      running?.kill(signal)
    },
    async ask(command, ...rest) {
      admin ??= connectAdmin({ port, ...login(port) })
      return admin.call(command, rest.map(String))
    },
  }
}

/** A line to a port that can be cut: what goes over it is real, and so is its end. */
export interface Wire {
  readonly port: number
  /** Breaks every connection and takes no new ones. */
  cut(): Promise<void>
  /** Takes connections again, on the same port. */
  mend(): Promise<void>
  /** Lets the next call with this text in it through, and is cut instead of bringing the reply. Resolves then. */
  loseReplyTo(text: string): Promise<void>
}

export async function startWire(toPort: number): Promise<Wire> {
  const ends = new Set<Socket>()
  let losing: { readonly text: string; readonly lost: () => void } | undefined
  const server = createServer((near) => {
    const far = connect(toPort, '127.0.0.1')
    near.on('data', (sent) => {
      if (losing === undefined || !sent.includes(losing.text)) return
      const { lost } = losing
      losing = undefined
      far.unpipe(near)
      far.once('data', () => cut().then(lost)).resume()
    })
    for (const [end, otherEnd] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(end)
      end.pipe(otherEnd)
      end.on('error', () => undefined)
      end.on('close', () => {
        ends.delete(end)
        otherEnd.destroy()
      })
    }
  })
  const port = await freePort()
  const cut = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      for (const end of ends) end.destroy()
    })
  const mend = () => new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve))
  await mend()
  return {
    port,
    mend,
    cut,
    loseReplyTo: (text) =>
      new Promise((lost) => {
        losing = { text, lost }
      }),
  }
}

/** Stops servers and removes their folders. */
export async function stopAll(servers: readonly RedisServer[]): Promise<void> {
  await Promise.all(servers.map((server) => server.stop()))
  for (const { folder } of servers) rmSync(folder, { recursive: true, force: true })
}

/** The slots of the node at a position of `startCluster`: from the first up to, but not including, the last. */
export function clusterSlots(position: number): readonly [first: number, end: number] {
  return [
    Math.floor((position * allSlots) / clusterSize),
    Math.floor(((position + 1) * allSlots) / clusterSize),
  ]
}

const allSlots = 16_384
const clusterSize = 3

/**
 * A cluster of three primaries that share all slots.
 *
 * @param options.isPartial The cluster goes on with the slots that are there when a node is missing. Default: false, as
 * in Redis.
 */
export async function startCluster(
  options: { readonly isPartial?: boolean } = {},
): Promise<readonly RedisServer[]> {
  const args = (port: number) => [
    ...['--cluster-enabled', 'yes', '--cluster-node-timeout', '1000'],
    ...['--cluster-require-full-coverage', options.isPartial === true ? 'no' : 'yes'],
    ...['--cluster-port', String(port + 1), '--cluster-config-file', 'nodes.conf'],
  ]
  const nodes = [await startRedis({ args }), await startRedis({ args }), await startRedis({ args })]
  for (const [i, node] of nodes.entries()) {
    const [first, end] = clusterSlots(i)
    await node.ask('CLUSTER', 'ADDSLOTSRANGE', first, end - 1)
    await node.ask('CLUSTER', 'SET-CONFIG-EPOCH', i + 1)
    for (const { port } of nodes.slice(0, i)) await node.ask('CLUSTER', 'MEET', '127.0.0.1', port, port + 1)
  }
  await Promise.all(nodes.map((node) => until(() => knowsWholeCluster(node, nodes.length))))
  return nodes
}

/** A primary with replicas (default: one) and three sentinels that watch it under the name `main`. */
export async function startSentinels(replicaCount = 1): Promise<{
  readonly primary: RedisServer
  /** The first of `replicas`. */
  readonly replica: RedisServer
  readonly replicas: readonly RedisServer[]
  readonly sentinels: readonly RedisServer[]
}> {
  const primary = await startRedis()
  const startReplica = () => startRedis({ args: () => ['--replicaof', '127.0.0.1', String(primary.port)] })
  const replica = await startReplica()
  const replicas = [replica]
  while (replicas.length < replicaCount) replicas.push(await startReplica())
  await Promise.all(replicas.map((one) => until(() => isLinked(one))))
  const sentinels: RedisServer[] = []
  for (let i = 0; i < 3; i++) {
    const sentinel = await startRedis({ args: () => ['--sentinel'] })
    sentinels.push(sentinel)
    await sentinel.ask('SENTINEL', 'MONITOR', 'main', '127.0.0.1', primary.port, 2)
    await sentinel.ask('SENTINEL', 'SET', 'main', 'down-after-milliseconds', 500)
    await sentinel.ask('SENTINEL', 'SET', 'main', 'failover-timeout', 3_000)
  }
  await Promise.all(sentinels.map((sentinel) => until(() => knowsOthers(sentinel, replicas))))
  return { primary, replica, replicas, sentinels }
}

async function isLinked(replica: RedisServer): Promise<boolean> {
  return String(await replica.ask('INFO', 'replication')).includes('master_link_status:up')
}

/** Waits until something holds, asking again and again; an error counts as "not yet". */
export async function until(holds: () => Promise<boolean>, limitMs = 20_000): Promise<void> {
  const start = performance.now()
  let last: unknown
  while (performance.now() - start < limitMs) {
    try {
      if (await holds()) return
    } catch (error) {
      last = error
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`It did not come about within ${limitMs} ms`, { cause: last })
}

async function knowsWholeCluster(node: RedisServer, size: number): Promise<boolean> {
  const info = String(await node.ask('CLUSTER', 'INFO'))
  return info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${size}`)
}

async function knowsOthers(sentinel: RedisServer, replicas: readonly RedisServer[]): Promise<boolean> {
  const main = JSON.stringify(await sentinel.ask('SENTINEL', 'MASTER', 'main'))
  const known = JSON.stringify(await sentinel.ask('SENTINEL', 'REPLICAS', 'main'))
  const isComplete = replicas.every(({ port }) => known.includes(`:${port}"`))
  return main.includes('"num-other-sentinels","2"') && isComplete
}

// Another process may take a free port before the server does.
async function launchAnywhere(
  launchOn: (port: number) => Promise<ChildProcess>,
): Promise<{ readonly port: number; readonly child: ChildProcess }> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort()
    try {
      return { port, child: await launchOn(port) }
    } catch (error) {
      if (attempt === portAttempts) throw error
    }
  }
}

function launch(folder: string, port: number, args: readonly string[]): Promise<ChildProcess> {
  const data = join(folder, String(port))
  mkdirSync(data, { recursive: true })
  // A sentinel keeps its state in its configuration file, which must exist.
  const isSentinel = args.includes('--sentinel')
  const config = join(data, 'redis.conf')
  if (isSentinel) spawnSync('touch', [config])
  const persistence = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always']
  const settings = isSentinel ? [] : [...persistence, '--repl-diskless-sync-delay', '0']
  const child = spawn(
    'redis-server',
    [
      ...(isSentinel ? [config] : []),
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', data, '--daemonize', 'no'],
      ...settings,
      ...args,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  started.add(child)
  let output = ''
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail(`is not ready after ${readyMs} ms`), readyMs)
    const fail = (what: string) => {
      clearTimeout(timer)
      child.kill('SIGKILL')
      reject(new Error(`redis-server on port ${port} ${what}\n${output}`))
    }
    const read = (text: string) => {
      output += text
      if (!/Ready to accept connections|Sentinel ID is/.test(output)) return
      clearTimeout(timer)
      // What it goes on to say is not needed, but must not fill the pipe.
      output = ''
      resolve(child)
    }
    child.stdout.setEncoding('utf8').on('data', read)
    child.stderr.setEncoding('utf8').on('data', read)
    child.on('error', (error) => fail(error.message))
    child.on('exit', (code) => {
      started.delete(child)
      fail(`ended with ${code}`)
    })
  })
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.once('exit', () => resolve())
    child.kill(signal)
    // A stopped process takes no other signal until it goes on.
    if (signal !== 'SIGKILL') child.kill('SIGCONT')
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}

let isInstalled = false

/** Installs Debian's package where this is possible; otherwise says what to run. */
function installRedis(): void {
  if (isInstalled || hasRedis()) {
    isInstalled = true
    return
  }
  const line = 'apt-get install -y redis-server'
  const mayInstall = process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0
  if (mayInstall) {
    // Debian starts the service; the tests want the program only.
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
    // Several test files may find it missing at once; one installs and the others wait.
    const install = `command -v redis-server || (apt-get update && ${line} --no-install-recommends)`
    const lock = join(tmpdir(), 'mockgen-redis-install.lock')
    execFileSync('flock', [lock, 'sh', '-c', install], { env, stdio: 'ignore' })
    if (hasRedis()) return
  }
  throw new Error(`redis-server is missing. Run: sudo ${line}\nTo test without Redis: STORES=memory,file`)
}

/** A client for what the store does not do; close it with `disconnect()`. */
export function connectAdmin(login: Login): Redis {
  const options = { host: '127.0.0.1', maxRetriesPerRequest: 0, enableReadyCheck: false } as const
  const admin = new Redis({ ...options, ...login })
  // Every call says itself what went wrong.
  admin.on('error', () => undefined)
  return admin
}

function hasRedis(): boolean {
  return spawnSync('redis-server', ['--version']).status === 0
}
