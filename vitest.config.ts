import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  resolve: {
    // Tests run the sources, so that coverage and stack traces name the lines people edit.
    alias: [
      { find: /^@mockgen\/runtime$/, replacement: source('./runtime/index.ts') },
      { find: /^@mockgen\/runtime\/vocabulary$/, replacement: source('./runtime/vocabulary/index.ts') },
      { find: /^@mockgen\/runtime\/testing$/, replacement: source('./runtime/testing/index.ts') },
      {
        find: /^@mockgen\/runtime\/store-conformance$/,
        replacement: source('./runtime/store-conformance/index.ts'),
      },
    ],
  },
  test: {
    include: ['test/**/*.test.ts', 'examples/**/*.test.ts'],
    // Half of the time goes into waiting for servers and disks, so two files at a time pay on two cores already.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['bin/**/*.ts', 'generator/**/*.ts', 'runtime/**/*.ts'],
      exclude: ['**/dist/**'],
    },
  },
})
