import { describe, expect, it } from 'vitest'
import { createLogger } from '../../runtime/logger.js'
import { StartError } from '../../runtime/start-error.js'

function capture(isTTY: boolean, level?: string) {
  let text = ''
  const output = {
    isTTY,
    write: (line: string) => {
      text += line
    },
  }
  const logger = createLogger({ output, ...(level === undefined ? {} : { level }) })
  return { logger, text: () => text }
}

describe('the log', () => {
  it('is one JSON object a line', () => {
    const { logger, text } = capture(false)
    logger.info({ port: 3000 }, 'listening')
    logger.warn({ a: 'x\ny' }, 'careful')
    const lines = text()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines).toMatchObject([
      { level: 'info', msg: 'listening', port: 3000, time: expect.stringMatching(/^\d{4}-/) },
      { level: 'warn', msg: 'careful', a: 'x\ny' },
    ])
  })

  it('tells an error with its stack and its causes', () => {
    const { logger, text } = capture(false)
    logger.error({ err: new Error('outer', { cause: new Error('inner') }) }, 'failed')
    expect(JSON.parse(text()).err.stack).toMatch(/outer[\s\S]*inner/)
  })

  it('is short in a terminal', () => {
    const { logger, text } = capture(true)
    logger.info({ port: 3000, name: 'a b' }, 'listening')
    expect(text()).toMatch(/^\d\d:\d\d:\d\d info {2}listening {2}port=3000 {2}name="a b"\n$/)
  })

  it('lets nothing steer the terminal', () => {
    const { logger, text } = capture(true)
    logger.error({ err: new Error('\u001b[2Jgone'), name: '\u001b[0m' }, 'failed\u0007')
    expect([...text()].filter((char) => char < ' ' && char !== '\n')).toEqual([])
    expect(text()).toContain('gone')
  })

  it('keeps quiet below its level', () => {
    const { logger, text } = capture(false, 'WARN')
    logger.debug({}, 'a')
    logger.info({}, 'b')
    logger.warn({}, 'c')
    expect(text()).toMatch(/^[^\n]*"c"[^\n]*\n$/)
  })

  it('refuses a level that is none', () => {
    expect(() => capture(false, 'loud')).toThrow(StartError)
    expect(() => capture(false, 'loud')).toThrow(expect.objectContaining({ code: 'MOCK_LOG_LEVEL_INVALID' }))
  })
})
