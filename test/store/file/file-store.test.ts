// The file store keeps the contract of the store port, however it syncs.
import { join } from 'node:path'
import { createFileStore } from '../../../runtime/store/file/file-store.js'
import { tempFolder } from '../../support/temp-folder.js'
import { describeStore } from '../store-contract.js'

const root = tempFolder('mockgen-file-store')

for (const fsync of ['always', 'everysec', 'never'] as const)
  describeStore(`the file store with fsync ${fsync}`, {
    open: (data) => createFileStore(join(root, data), { fsync }),
    durable: true,
  })
