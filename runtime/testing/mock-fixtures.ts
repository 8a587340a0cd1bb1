// Fixtures for test runners that take them as functions of `use`, as the `test.extend` of Vitest and of Playwright does.
import type { MockSandbox } from './mock-sandbox.js'
import type { StartedMock } from './start-mock.js'

/** What tests are given: the type argument of `test.extend`. An alias, because runners take no interface for a record. */
export type MockFixtures = {
  /** One for each worker. */
  readonly mock: StartedMock
  /** A new one for each test. */
  readonly sandbox: MockSandbox
}

/** How they are made and ended; mutable, as runners want the pairs of a fixture and its scope. */
export interface MockFixtureFunctions {
  mock: [
    (given: object, use: (mock: StartedMock) => Promise<void>) => Promise<void>,
    { readonly scope: 'worker' },
  ]
  sandbox: (
    given: { readonly mock: StartedMock },
    use: (sandbox: MockSandbox) => Promise<void>,
  ) => Promise<void>
}

/**
 * Fixtures for `test.extend`: `mock`, which `start` starts once for each worker, and `sandbox`, a new one for each test that asks
 * for it. Both are ended when their worker or test is.
 */
export function mockFixtures(start: () => StartedMock | Promise<StartedMock>): MockFixtureFunctions {
  return {
    mock: [
      // biome-ignore lint/correctness/noEmptyPattern: runners read from the pattern which fixtures a fixture needs
      async ({}, use) => {
        const mock = await start()
        try {
          await use(mock)
        } finally {
          await mock.close()
        }
      },
      { scope: 'worker' },
    ],
    sandbox: async ({ mock }, use) => {
      const sandbox = mock.sandbox()
      try {
        await use(sandbox)
      } finally {
        await sandbox.remove()
      }
    },
  }
}
