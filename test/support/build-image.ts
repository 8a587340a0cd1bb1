// Carries out a Dockerfile without a container engine: a stage is a folder, and its commands run there with the real programs.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { execForm, healthCommand, lastOf, pairsOf, parseDockerfile, type Stage } from './dockerfile.js'
import { mustRun } from './run-command.js'

export interface Image {
  /** Where the working directory of the image is on this machine. */
  readonly workdir: string
  readonly env: Readonly<Record<string, string>>
  readonly user: string
  readonly command: readonly string[]
  readonly health: readonly string[]
  /** What the engine would have been sent. */
  readonly context: readonly string[]
}

/** Builds the last stage of the project's Dockerfile in `folder`, an empty one outside the project. */
export async function buildImage(project: string, folder: string): Promise<Image> {
  const stages = parseDockerfile(readFileSync(join(project, 'Dockerfile'), 'utf8'))
  const context = join(folder, 'context')
  copyContext(project, context)
  const built = new Map<string, Built>()
  for (const [index, stage] of stages.entries()) {
    const made = await buildStage(stage, join(folder, `stage-${index}`), context, built)
    built.set(stage.name ?? 'final', made)
  }
  const [stage, final] = [stages.at(-1), built.get('final')]
  if (stage === undefined || final === undefined) throw new Error('the last stage has a name, or is missing')
  return {
    workdir: join(final.root, final.workdir),
    env: final.env,
    user: lastOf(stage, 'USER').text,
    command: execForm(lastOf(stage, 'CMD').text) ?? [],
    health: healthCommand(stage),
    context: readdirSync(context).sort(),
  }
}

interface Built {
  readonly root: string
  readonly workdir: string
  readonly env: Readonly<Record<string, string>>
}

async function buildStage(
  stage: Stage,
  root: string,
  context: string,
  built: ReadonlyMap<string, Built>,
): Promise<Built> {
  const base = built.get(stage.from)
  mkdirSync(root, { recursive: true })
  if (base !== undefined) cpSync(base.root, root, { recursive: true, verbatimSymlinks: true })
  let workdir = base?.workdir ?? '/'
  let env = base?.env ?? {}
  for (const { name, flags, text } of stage.instructions) {
    const cwd = join(root, workdir)
    if (name === 'WORKDIR') {
      workdir = text
      mkdirSync(join(root, workdir), { recursive: true })
    } else if (name === 'ENV') env = { ...env, ...pairsOf(text) }
    else if (name === 'COPY') copy(text, sourceOf(flags.get('from'), context, built), cwd)
    else if (name === 'RUN') await mustRun('sh', ['-c', text], { cwd, env: { ...quietNpm, ...env } })
  }
  return { root, workdir, env }
}

/** Settings of npm for tests; the mount of its cache is the cache of this machine. */
export const quietNpm = {
  npm_config_prefer_offline: 'true',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
}

function sourceOf(from: string | undefined, context: string, built: ReadonlyMap<string, Built>): string {
  if (from === undefined) return context
  const stage = built.get(from)
  if (stage === undefined) throw new Error(`COPY --from=${from} names no stage before it`)
  return stage.root
}

/** Files and, with what is in them, folders; a name that ends in `*` may be missing. */
function copy(text: string, source: string, cwd: string): void {
  const paths = text.split(/\s+/)
  const to = join(cwd, paths.pop() ?? '')
  for (const path of paths) {
    const from = join(source, path.replace(/\*$/, ''))
    if (path.endsWith('*') && !existsSync(from)) continue
    const isFolder = statSync(from).isDirectory()
    const target = isFolder || (paths.length === 1 && !text.endsWith('/')) ? to : join(to, basename(from))
    mkdirSync(dirname(target), { recursive: true })
    cpSync(from, target, { recursive: true, verbatimSymlinks: true })
  }
}

/** What `.dockerignore` leaves: nothing but the names that it takes back. */
function copyContext(project: string, context: string): void {
  const lines = readFileSync(join(project, '.dockerignore'), 'utf8').split('\n')
  const rules = lines.filter((line) => line !== '' && !line.startsWith('#'))
  if (rules[0] !== '*' || !rules.slice(1).every((rule) => /^![\w.-]+$/.test(rule)))
    throw new Error('.dockerignore is no list of names after *')
  mkdirSync(context, { recursive: true })
  for (const name of rules.slice(1).map((rule) => rule.slice(1))) {
    if (existsSync(join(project, name))) cpSync(join(project, name), join(context, name), { recursive: true })
  }
}
