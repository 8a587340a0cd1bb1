// The client closed the connection before its request was complete: nobody is left to answer, and nothing is wrong here.

/** Rejects what waits for the rest of such a request. It is neither answered nor logged as an error. */
export class ClientGone extends Error {
  constructor() {
    super('the client closed the connection')
    this.name = 'ClientGone'
  }
}
