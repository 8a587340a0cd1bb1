// What tests of a generated mock import: a mock on a free port, its sandboxes, and requests that its contract allows.
export type { LoggedRequest } from './log-entries.js'
export type { MockClock, TestTime } from './mock-clock.js'
export { type MockFixtureFunctions, type MockFixtures, mockFixtures } from './mock-fixtures.js'
export type { MockSandbox } from './mock-sandbox.js'
export type { RequestLog } from './request-log.js'
export type { SendOptions, SentReply } from './send-request.js'
export { type StartedMock, startMock } from './start-mock.js'
