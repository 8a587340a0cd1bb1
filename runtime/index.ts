// What generated projects and the command line use of the runtime.
export type { DeliveryReport, DeliveryState } from './callbacks/delivery/message.js'
export type { Outbox, SendWebhook, WebhookInfo } from './callbacks/outbox.js'
export type { OutboxOptions } from './callbacks/outbox-settings.js'
export type { Clock } from './clock.js'
export { createJudgeShown, type JudgeShown, type ShownValue } from './contract/validation/judge-shown.js'
export {
  createMockApp,
  type Handlers,
  type MockDefinition,
} from './create-mock-app.js'
export { MockError, type MockErrorCode, type Violation } from './errors.js'
export type * from './facts.js'
export type {
  EntityAccess,
  EntityComparison,
  EntityPage,
  EntityQuery,
  Handler,
  HandlerContext,
  HandlerReply,
} from './handler.js'
export { runServer, startServer } from './http/run-server.js'
export type { Json, JsonObject } from './json.js'
export { createLogger, type Logger, silentLogger } from './logger.js'
export type {
  MigratedRecord,
  Migration,
  MigrationContext,
  Migrations,
  RemovedProperties,
} from './migrations.js'
export type { MockApp } from './mock-app.js'
export type { MockAppOptions } from './mock-app-options.js'
export { advancedBy, type ClockChange, frozen, released, running, setTo } from './sandboxes/clock-state.js'
export type { Seeds } from './sandboxes/filling/seeds.js'
export type { Sandbox } from './sandboxes/sandbox.js'
export type { Sandboxes, SandboxInfo, SandboxSettings } from './sandboxes/sandboxes.js'
export { printSnapshot, type SnapshotDocument } from './sandboxes/snapshots/snapshot-document.js'
export { StartError } from './start-error.js'
export { createEncryptionKeys, type EncryptionKeys } from './store/encryption/encryption-keys.js'
export { type OpenStoreOptions, openStore } from './store/open-store.js'
export {
  type Check,
  type Commit,
  type CommitResult,
  type Due,
  type Founding,
  type IndexRange,
  isDue,
  type ListQuery,
  type ListResult,
  type Row,
  type RowRef,
  type Store,
  type StoreHealth,
  type Write,
} from './store/store.js'
export { StoreError, type StoreErrorCode } from './store-error.js'
