// What generated projects and the command line use of the runtime.
export type { Clock } from './clock.js'
export {
  createMockApp,
  type Handlers,
  type MockApp,
  type MockAppOptions,
  type MockDefinition,
} from './create-mock-app.js'
export { MockError, type MockErrorCode, type Violation } from './errors.js'
export type * from './facts.js'
export type { EntityAccess, EntityQuery, Handler, HandlerContext, HandlerReply } from './handler.js'
export { runServer, startServer } from './http/run-server.js'
export type { Json, JsonObject } from './json.js'
export { createLogger, type Logger, silentLogger } from './logger.js'
export { StartError } from './start-error.js'
export { openStore } from './store/open-store.js'
export type { Store } from './store/store.js'
export { StoreError } from './store-error.js'
