// Reads a Dockerfile as far as generated ones go: stages of instructions, with continued lines joined and comments left out.

export interface Instruction {
  /** In capitals: `COPY`. */
  readonly name: string
  /** Options in front of the arguments: `--from=build` is `from`. */
  readonly flags: ReadonlyMap<string, string>
  /** What follows the options, as it is written. */
  readonly text: string
}

export interface Stage {
  /** The image or the stage that it begins with. */
  readonly from: string
  readonly name: string | undefined
  readonly instructions: readonly Instruction[]
}

/** The stages in order; throws where there is something that is not understood. */
export function parseDockerfile(text: string): readonly Stage[] {
  const lines = text.split('\n').filter((line) => !/^\s*(#|$)/.test(line))
  const joined = lines.join('\n').replace(/\\\n\s*/g, '')
  const stages: { from: string; name: string | undefined; instructions: Instruction[] }[] = []
  for (const line of joined.split('\n')) {
    const instruction = parseInstruction(line)
    if (instruction.name !== 'FROM') {
      const stage = stages.at(-1)
      if (stage === undefined) throw new Error(`${line} stands before FROM`)
      stage.instructions.push(instruction)
      continue
    }
    const [, from, name] = /^(\S+)(?:\s+AS\s+(\S+))?$/i.exec(instruction.text) ?? []
    if (from === undefined) throw new Error(`${line} names no image`)
    stages.push({ from, name, instructions: [] })
  }
  return stages
}

/** The last instruction of a name; throws when there is none. */
export function lastOf(stage: Stage, name: string): Instruction {
  const found = stage.instructions.findLast((instruction) => instruction.name === name)
  if (found === undefined) throw new Error(`no ${name} in stage ${stage.name ?? stage.from}`)
  return found
}

/** A command in its exec form, a JSON array of strings; undefined for the shell form. */
export function execForm(text: string): readonly string[] | undefined {
  if (!text.startsWith('[')) return undefined
  const value: unknown = JSON.parse(text)
  if (!Array.isArray(value)) return undefined
  return value.map(String)
}

/** The command of a HEALTHCHECK in its exec form. */
export function healthCommand(stage: Stage): readonly string[] {
  const command = execForm(lastOf(stage, 'HEALTHCHECK').text.replace(/^CMD\s+/, ''))
  if (command === undefined) throw new Error('the health check is no exec form')
  return command
}

/** The pairs of `ENV A=1 B=2`. */
export function pairsOf(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...text.matchAll(/(\w+)=(\S*)/g)].map(([, name = '', value = '']) => [name, value]),
  )
}

const known = ['FROM', 'WORKDIR', 'COPY', 'RUN', 'ENV', 'USER', 'EXPOSE', 'HEALTHCHECK', 'CMD']

function parseInstruction(line: string): Instruction {
  const [, name = '', rest = ''] = /^\s*([A-Za-z]+)\s+(.*)$/.exec(line) ?? []
  if (!known.includes(name.toUpperCase())) throw new Error(`unknown instruction: ${line}`)
  const flags = new Map<string, string>()
  let text = rest
  for (;;) {
    const [whole, flag, value] = /^--([a-z-]+)=(\S+)\s+/.exec(text) ?? []
    if (whole === undefined || flag === undefined || value === undefined) break
    flags.set(flag, value)
    text = text.slice(whole.length)
  }
  return { name: name.toUpperCase(), flags, text: text.trim() }
}
