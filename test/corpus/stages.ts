// A real document through every stage, each of them timed: what came of it is one row of the table.
import { rmSync } from 'node:fs'
import { loadDocument } from '../../generator/load/load-document.js'
import type { RealDocument } from './documents.js'
import { judgeRun, type Score } from './judge-run.js'
import { generateProject, startProject, testProject, typeCheckProject } from './project.js'
import { type DocumentRun, runDocument } from './run-document.js'

/** The stages in their order. */
export const stageNames = ['load', 'generate', 'types', 'start', 'tests', 'operations'] as const
export type StageName = (typeof stageNames)[number]

/** One row: what a document came to. */
export interface Row {
  readonly document: string
  /** Stages that passed; that of the operations when no call of them is red. */
  readonly passed: readonly StageName[]
  /** Milliseconds of each stage that came to its end. */
  readonly times: Readonly<Partial<Record<StageName, number>>>
  /** What went wrong, in one line each; the first word is the stage. Empty when all is green. */
  readonly red: readonly string[]
  /** Absent when the document could not be served. */
  readonly score?: Score
  readonly run?: Pick<DocumentRun, 'lived' | 'entities' | 'unreadable'>
}

/** Takes a document through every stage; a stage that fails ends only those that build on it. */
export async function runStages(document: RealDocument, folder: string): Promise<Row> {
  const times: Partial<Record<StageName, number>> = {}
  const red: string[] = []
  const stage = async <T>(name: StageName, work: () => Promise<T> | T): Promise<T | undefined> => {
    const start = performance.now()
    try {
      const result = await work()
      times[name] = Math.round(performance.now() - start)
      return result
    } catch (error) {
      red.push(`${name}: ${error instanceof Error ? error.message.slice(0, 2_000) : String(error)}`)
      return undefined
    }
  }
  const passed = () => stageNames.filter((name) => times[name] !== undefined)
  const { file, root } = document
  const loaded = await stage('load', () => loadDocument(file, root === undefined ? {} : { root }))
  if (loaded === undefined) return { document: document.name, passed: passed(), times, red }
  if ((await stage('generate', () => generateProject(document, folder))) !== undefined) {
    await stage('types', () => typeCheckProject(folder))
    await stage('start', () => startProject(folder))
    await stage('tests', () => testProject(folder))
  }
  rmSync(folder, { recursive: true, force: true })
  const run = await stage('operations', () => runDocument(document))
  if (run === undefined) return { document: document.name, passed: passed(), times, red }
  const score = judgeRun(document.name, run)
  const isGreen = (name: StageName) => name !== 'operations' || score.red.length === 0
  return {
    document: document.name,
    passed: passed().filter(isGreen),
    times,
    red: [...red, ...score.red],
    score,
    run,
  }
}
