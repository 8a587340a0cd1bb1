// The example as its README tells it: every command is typed, and answers what is shown below it.
import { beforeAll, describe, expect, it } from 'vitest'
import { type FollowedCommand, followReadme } from '../../test/support/follow-readme.js'
import { tempFolder } from '../../test/support/temp-folder.js'

describe('the README of the decision process', () => {
  const folder = tempFolder('mockgen-decision-process')
  let followed: readonly FollowedCommand[]
  beforeAll(async () => {
    followed = await followReadme('decision-process', folder)
  })

  it('shows what its commands answer', () => {
    for (const { command, output, shown } of followed)
      for (const line of shown) expect(output, command).toMatch(shownLine(line))
  })

  it('shows the answer of every request to the API', () => {
    const requests = followed.filter(({ command }) => command.includes('$api/decisions'))
    expect(requests).toHaveLength(11)
    expect(requests.filter(({ shown }) => shown.length === 0)).toEqual([])
  })
})

// `…` stands for what the README leaves out.
function shownLine(line: string): RegExp {
  const parts = line.split(/ *… */).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(parts.join('.*'))
}
