// A contract by URL: pinned when a project is made, taken from its copy from then on, and changed only when that is asked for.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { describe, expect, onTestFinished, test } from 'vitest'
import { pinContract } from '../../generator/load/project-config/pin-contract.js'
import { integrityOf } from '../../generator/load/remote/kept-documents.js'
import { call, notes, useWorkspace } from './workspace.js'

useWorkspace()

interface Site {
  readonly host: string
  readonly url: string
  /** What is served, by path; may be changed. `redirect /path` leads there. */
  readonly files: Map<string, string>
  readonly requested: string[]
  close(): Promise<void>
}

async function siteWith(files: Readonly<Record<string, string>>): Promise<Site> {
  const served = new Map(Object.entries(files))
  const requested: string[] = []
  const server = createServer((request, response) => {
    requested.push(request.url ?? '')
    const content = served.get(request.url ?? '')
    const [, location] = /^redirect (.*)$/.exec(content ?? '') ?? []
    if (location !== undefined) response.writeHead(302, { location }).end()
    else response.writeHead(content === undefined ? 404 : 200).end(content)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  onTestFinished(close)
  const host = `127.0.0.1:${port}`
  return { host, url: `http://${host}/api/openapi.yaml`, files: served, requested, close }
}

const first = (site: Site, ...more: readonly string[]) =>
  call([
    'generate',
    site.url,
    '-o',
    'mock',
    '--runtime',
    'registry',
    `--allow-remote-refs=${site.host}`,
    ...more,
  ])
const again = (...more: readonly string[]) => call(['generate', '--config', 'mock/mockgen.json', ...more])
const check = () => call(['check', 'mock'])
const config = () => JSON.parse(readFileSync('mock/mockgen.json', 'utf8'))
const changed = notes.replace('maxLength: 100', 'maxLength: 200')
const codesOf = (out: string) => JSON.parse(out).diagnostics.map(({ code }: { code: string }) => code)

describe('a project of a contract by URL', () => {
  test('is made and pinned, and checked and made again without the network', async () => {
    const site = await siteWith({ '/api/openapi.yaml': notes })
    expect((await first(site)).code).toBe(0)
    expect(config()).toMatchObject({
      contract: site.url,
      contractHash: integrityOf(Buffer.from(notes)),
      remoteRefs: [site.host],
    })
    expect(readFileSync('mock/README.md', 'utf8')).toContain('npx mockgen generate --update-contract')
    await site.close()
    expect((await check()).code).toBe(0)
    expect((await again()).out).toContain('Nothing has changed')
    expect((await first(site)).out).toContain('Nothing has changed')
    for (const command of ['validate', 'explain'])
      expect((await call([command, '--config', 'mock/mockgen.json'])).code).toBe(0)
    expect(site.requested).toEqual(['/api/openapi.yaml'])
  })

  test('stays as it is when the document changes, until an update is asked for, which changes nothing but the hash', async () => {
    const site = await siteWith({ '/api/openapi.yaml': notes })
    await first(site)
    site.files.set('/api/openapi.yaml', changed)
    expect((await again()).out).toContain('Nothing has changed')
    const before = readFileSync('mock/mockgen.json', 'utf8').replace('"version": 1,', '"version":   1,')
    writeFileSync('mock/mockgen.json', before)
    expect((await again('--update-contract', '--dry-run')).out).toContain('would pin')
    expect(readFileSync('mock/mockgen.json', 'utf8')).toBe(before)
    const { code, out } = await again('--update-contract')
    const hash = integrityOf(Buffer.from(changed))
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining(hash) })
    expect(readFileSync('mock/mockgen.json', 'utf8')).toBe(
      before.replace(integrityOf(Buffer.from(notes)), hash),
    )
    expect(readFileSync('mock/contract/openapi.json', 'utf8')).toContain('"maxLength": 200')
    expect((await check()).code).toBe(0)
  })

  test('keeps what it refers to, also in other files and after redirects', async () => {
    const split = notes
      .replaceAll('#/components/schemas/Note', 'schemas/note.yaml')
      .replace(/^components:.*/ms, '')
    const site = await siteWith({
      '/api/openapi.yaml': 'redirect /v2/openapi.yaml',
      '/v2/openapi.yaml': split,
      '/v2/schemas/note.yaml':
        'type: object\nproperties: { id: { type: string }, size: { $ref: size.yaml } }\n',
      '/v2/schemas/size.yaml': 'type: integer\n',
    })
    expect((await first(site)).code).toBe(0)
    await site.close()
    expect((await check()).code).toBe(0)
    const kept = JSON.parse(readFileSync('mock/.mockgen/fetched.json', 'utf8'))
    expect(kept.documents.map(({ url }: { url: string }) => new URL(url).pathname)).toEqual([
      '/api/openapi.yaml',
      '/v2/schemas/note.yaml',
      '/v2/schemas/size.yaml',
    ])
  })

  test('has seeds and overlays of its own folder', async () => {
    const site = await siteWith({ '/api/openapi.yaml': notes })
    await first(site)
    const seed = { notes: [{ id: '9f8a4b1e-2d3c-4e5f-8a9b-0c1d2e3f4a5b', text: 'first' }] }
    writeFileSync('mock/seed.json', JSON.stringify(seed))
    writeFileSync('mock/mockgen.json', JSON.stringify({ ...config(), seed: 'seed.json' }))
    expect((await again()).code).toBe(0)
    expect(JSON.parse(readFileSync('mock/contract/seeds.json', 'utf8'))).toEqual(seed)
    expect((await check()).code).toBe(0)
  })
})

describe('a contract by URL is refused', () => {
  test.each<[string, { given: (site: Site) => void; want: string }]>([
    [
      'when it is not what is pinned',
      {
        given: (site) => {
          rmSync('mock/.mockgen/fetched.json')
          site.files.set('/api/openapi.yaml', changed)
        },
        want: 'MOCKGEN_CONTRACT_PIN',
      },
    ],
    [
      'when it has no pin',
      {
        given: () =>
          writeFileSync('mock/mockgen.json', JSON.stringify({ ...config(), contractHash: undefined })),
        want: 'MOCKGEN_CONTRACT_PIN',
      },
    ],
    [
      'when its copy was changed by hand',
      {
        given: () => {
          const text = readFileSync('mock/.mockgen/fetched.json', 'utf8')
          writeFileSync('mock/.mockgen/fetched.json', text.replace('maxLength: 100', 'maxLength: 101'))
        },
        want: 'MOCKGEN_CONTRACT_PIN',
      },
    ],
    [
      'when its host is not public and not named',
      {
        given: () => {
          rmSync('mock/.mockgen/fetched.json')
          writeFileSync('mock/mockgen.json', JSON.stringify({ ...config(), remoteRefs: false }))
        },
        want: 'MOCKGEN_REF_REMOTE',
      },
    ],
    [
      'when it names files of this machine',
      {
        given: (site) => {
          const text = notes.replace('paths:', 'x-persistence: { seed: seed.json }\npaths:')
          site.files.set('/api/openapi.yaml', text)
          writeFileSync('mock/seed.json', '{}')
          rmSync('mock/.mockgen/fetched.json')
          const hash = integrityOf(Buffer.from(text))
          writeFileSync('mock/mockgen.json', pinContract(readFileSync('mock/mockgen.json', 'utf8'), hash))
        },
        want: 'MOCKGEN_REF_REMOTE',
      },
    ],
  ])('%s', async (_title, { given, want }) => {
    const site = await siteWith({ '/api/openapi.yaml': notes })
    await first(site)
    given(site)
    const { code, out } = await again('--json')
    expect({ code, codes: codesOf(out) }).toEqual({ code: 3, codes: [want] })
  })

  test('by check when there is no copy: it fetches nothing', async () => {
    const site = await siteWith({ '/api/openapi.yaml': notes })
    await first(site)
    rmSync('mock/.mockgen/fetched.json')
    const { code, out } = await call(['check', 'mock', '--format', 'json'])
    expect({ code, codes: codesOf(out) }).toEqual({ code: 3, codes: ['MOCKGEN_CONTRACT_PIN'] })
    expect(site.requested).toHaveLength(1)
  })

  test('as the argument of a command that pins nothing', async () => {
    const { code, err } = await call(['serve', 'https://x.test/a.yaml'])
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('curl -fsSLo') })
  })
})

test('a hash for a contract that is a file is a mistake', async () => {
  const contractHash = integrityOf(Buffer.from(notes))
  writeFileSync('mockgen.json', JSON.stringify({ contract: 'openapi.yaml', contractHash }))
  const { code, out } = await call(['validate', '--format', 'json'])
  expect({ code, codes: codesOf(out) }).toEqual({ code: 3, codes: ['MOCKGEN_CONFIG'] })
})

test('references to the network are kept for a contract on the disk, too', async () => {
  const site = await siteWith({ '/note.yaml': 'type: object\nproperties: { id: { type: string } }\n' })
  writeFileSync(
    'openapi.yaml',
    notes
      .replaceAll('#/components/schemas/Note', `http://${site.host}/note.yaml`)
      .replace(/^components:.*/ms, ''),
  )
  const argv = ['generate', 'openapi.yaml', '-o', 'mock', '--runtime', 'registry']
  expect((await call([...argv, `--allow-remote-refs=${site.host}`])).code).toBe(0)
  expect(config().remoteRefs).toEqual([site.host])
  site.files.set('/note.yaml', 'type: object\nproperties: { id: { type: integer } }\n')
  expect((await check()).code).toBe(0)
  expect((await again('--update-contract')).code).toBe(0)
  expect(readFileSync('mock/contract/openapi.json', 'utf8')).toContain('"type": "integer"')
  await site.close()
  expect((await check()).code).toBe(0)
})

describe('the pin is written into the text', () => {
  test.each([
    [
      'after the contract',
      {
        given: '{\n  "contract": "u",\n  "env": []\n}\n',
        want: '{\n  "contract": "u",\n  "contractHash": "h",\n  "env": []\n}\n',
      },
    ],
    ['on one line', { given: '{"contract":"u"}', want: '{"contract":"u", "contractHash": "h"}' }],
    [
      'in place of another',
      {
        given: '{ "contractHash" :"old" , "contract": "u" }',
        want: '{ "contractHash" :"h" , "contract": "u" }',
      },
    ],
    [
      'whatever else says contract',
      {
        given: '{ "env": ["contract"], "contract": "a\\"contract\\"" }',
        want: '{ "env": ["contract"], "contract": "a\\"contract\\"", "contractHash": "h" }',
      },
    ],
  ])('%s', (_title, { given, want }) => {
    expect(pinContract(given, 'h')).toBe(want)
  })
})
