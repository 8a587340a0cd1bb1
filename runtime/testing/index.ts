// What tests of a generated mock import: a mock on a free port, and requests that its contract allows.
export { type SendOptions, type SentReply, type StartedMock, startMock } from './start-mock.js'
