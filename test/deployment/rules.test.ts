// What is held to be good practice for images, compose files and workflows, checked on the files of new projects.
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { crudDocument, loaded, renderProject } from '../plan/documents.js'
import { execForm, healthCommand, lastOf, parseDockerfile } from '../support/dockerfile.js'
import { readWorkflow, recordOf } from '../support/workflow.js'

const files = await renderProject(loaded(crudDocument()))
const textOf = (path: string) => files.get(path) ?? ''

describe('the Dockerfile', () => {
  const stages = parseDockerfile(textOf('Dockerfile'))
  const names = stages.map(({ name }) => name)
  const final = stages.at(-1) ?? { from: '', name: undefined, instructions: [] }
  const runs = stages.flatMap(({ instructions }) => instructions.filter(({ name }) => name === 'RUN'))

  test('begins with an image of a version and a distribution', () => {
    const images = stages.map(({ from }) => from).filter((from) => !names.includes(from))
    expect(images.length).toBeGreaterThan(0)
    for (const image of images) expect(image).toMatch(/^node:\d+-[a-z]+-slim$/)
  })

  test('builds in one stage and serves from another, which gets no more than it names', () => {
    expect(stages.length).toBeGreaterThan(1)
    expect(final.instructions.filter(({ name }) => name === 'RUN')).toEqual([])
    for (const { name, text } of final.instructions) if (name === 'COPY') expect(text).not.toMatch(/^\.\/? /)
  })

  test('installs what the lock file lists, with the cache outside the image, and leaves out what only development needs', () => {
    const install = runs.find(({ text }) => text.includes('npm ci'))
    expect(install?.flags.get('mount')).toBe('type=cache,target=/root/.npm')
    expect(runs.at(-1)?.text).toContain('npm prune --omit=dev')
  })

  test('copies the sources after the packages, so that a change of them installs nothing', () => {
    const build = stages.find(({ name }) => name === 'build')?.instructions ?? []
    const sources = build.findIndex(({ name, text }) => name === 'COPY' && text.startsWith('src '))
    expect(sources).toBeGreaterThan(build.findIndex(({ text }) => text.includes('npm ci')))
  })

  test('runs as a normal user, in exec form, with a health check that asks the port of the server', () => {
    expect(lastOf(final, 'USER').text).toBe('node')
    expect(execForm(lastOf(final, 'CMD').text)).toEqual(['node', 'dist/server.js'])
    expect(healthCommand(final).join(' ')).toMatch(/process\.env\.PORT.*\/system\/health/)
    for (const flag of ['interval', 'timeout', 'start-period', 'retries'])
      expect(lastOf(final, 'HEALTHCHECK').flags.get(flag)).toMatch(/^\d+s?$/)
  })
})

describe('the compose file', () => {
  const services = recordOf(recordOf(parse(textOf('docker-compose.yml'))).services)
  const [mock, redis] = [recordOf(services.mock), recordOf(services.redis)]

  test('gives both services a limit of memory, a restart, and no new privileges', () => {
    for (const service of [mock, redis]) {
      expect(service.mem_limit).toMatch(/^\d+m$/)
      expect(service.restart).toBe('unless-stopped')
      expect(service.security_opt).toContain('no-new-privileges:true')
    }
  })

  test('runs the mock with an init process, a root that cannot be written, and no capabilities, on this machine only', () => {
    expect(mock).toMatchObject({ init: true, read_only: true, cap_drop: ['ALL'] })
    for (const port of Array.isArray(mock.ports) ? mock.ports : ['']) expect(port).toMatch(/^127\.0\.0\.1:/)
    expect(mock.depends_on).toEqual({ redis: { condition: 'service_healthy' } })
  })

  test('keeps what Redis holds in a volume, evicts nothing, and leaves room above its memory', () => {
    expect(redis.image).toMatch(/^redis:\d+\.\d+-alpine$/)
    const [volume = ''] = Array.isArray(redis.volumes) ? redis.volumes.map(String) : []
    expect(recordOf(parse(textOf('docker-compose.yml'))).volumes).toHaveProperty(volume.replace(/:.*/, ''))
    const [, memory = ''] =
      /--maxmemory (\d+)mb --maxmemory-policy noeviction/.exec(String(redis.command)) ?? []
    expect(redis.command).toContain('--appendonly yes')
    expect(Number.parseInt(String(redis.mem_limit), 10)).toBeGreaterThan(Number(memory))
    expect(recordOf(redis.healthcheck).test).toEqual(['CMD-SHELL', expect.stringContaining('redis-cli ping')])
  })
})

describe('the workflow', () => {
  const workflow = readWorkflow(textOf('ci/github-actions.yml'))
  const data = recordOf(workflow.data)
  const job = recordOf(Object.values(recordOf(data.jobs))[0])

  test('may read the repository and nothing else, and keeps no credentials in the checkout', () => {
    expect(data.permissions).toEqual({ contents: 'read' })
    expect(job).not.toHaveProperty('permissions')
    expect(textOf('ci/github-actions.yml')).toContain('persist-credentials: false')
  })

  test('uses actions of the platform only, each of one major version', () => {
    expect(workflow.uses.length).toBeGreaterThan(0)
    for (const action of workflow.uses) expect(action).toMatch(/^actions\/[a-z-]+@v\d+$/)
  })

  test('runs on the oldest and the newest Node that are supported, bounded, and one at a time for a branch', () => {
    expect(recordOf(recordOf(job.strategy).matrix).node).toEqual([20, 24])
    expect(job['timeout-minutes']).toBeTypeOf('number')
    expect(data.concurrency).toMatchObject({ 'cancel-in-progress': true })
  })

  test('puts nothing of an event into a command', () => {
    for (const { run } of workflow.steps) expect(run).not.toContain('${{')
  })

  test('calls scripts that the project has', () => {
    const { scripts } = JSON.parse(textOf('package.json'))
    const called = workflow.steps.flatMap(({ run }) => /^npm (?:run )?(\w+)$/.exec(run)?.[1] ?? [])
    for (const script of called.filter((name) => name !== 'ci')) expect(scripts).toHaveProperty(script)
    expect(called).toEqual(expect.arrayContaining(['ci', 'typecheck', 'test']))
  })
})

test('what a run stages is never committed', () => {
  expect(textOf('.gitignore').split('\n')).toContain('.mockgen/staged/')
})
