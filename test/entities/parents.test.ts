// Nested records and the record that they belong to.
import { describe, expect, it } from 'vitest'
import { codeOf, openTestEntities } from './open-test-entities.js'

const pets = { generateKey: 'increment', schema: { properties: { id: { type: 'integer' } } } } as const
const visits = { scope: ['petId'], parent: 'pets' } as const
const notes = { scope: ['petId', 'visitId'], parent: 'visits' } as const

describe('a nested record', () => {
  it('is created where its parent exists, and only there', async () => {
    const { reader } = openTestEntities({ pets, visits })
    const { value: pet } = await reader('pets').create({})
    await reader('visits').create({ reason: 'limps' }, { scope: [Number(pet.id)] })
    expect(await codeOf(reader('visits').create({}, { scope: [999] }))).toBe('MOCK_NOT_FOUND')
  })

  it('is listed where its parent exists, though there may be none, and only there', async () => {
    const { reader } = openTestEntities({ pets, visits })
    const { value: pet } = await reader('pets').create({})
    expect(await reader('visits').list({ scope: [Number(pet.id)] })).toMatchObject({ total: 0 })
    expect(await codeOf(reader('visits').list({ scope: [999] }))).toBe('MOCK_NOT_FOUND')
  })

  it('goes with its parent, and takes its own along', async () => {
    const { reader } = openTestEntities({ pets, visits, notes })
    const { value: one } = await reader('pets').create({})
    const { value: two } = await reader('pets').create({})
    const kept = await reader('visits').create({}, { scope: [Number(two.id)] })
    const gone = await reader('visits').create({}, { scope: [Number(one.id)] })
    const scope = [Number(one.id), String(gone.value.id)]
    const note = await reader('notes').create({}, { scope })
    await reader('pets').delete(Number(one.id))
    expect(await reader('visits').read(String(gone.value.id), [Number(one.id)])).toBe(undefined)
    expect(await reader('notes').read(String(note.value.id), scope)).toBe(undefined)
    expect(await reader('visits').read(String(kept.value.id), [Number(two.id)])).toMatchObject({
      json: kept.json,
    })
  })

  it('never outlives a parent that is deleted while it is created', async () => {
    const { reader } = openTestEntities({ pets, visits })
    for (let round = 0; round < 20; round++) {
      const { value: pet } = await reader('pets').create({})
      const scope = [Number(pet.id)]
      const [created] = await Promise.allSettled([
        reader('visits').create({}, { scope }),
        reader('pets').delete(Number(pet.id)),
      ])
      const left =
        created.status === 'fulfilled'
          ? await reader('visits').read(String(created.value.value.id), scope)
          : undefined
      expect(left).toBe(undefined)
    }
  })
})
