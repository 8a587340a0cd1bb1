// Takes the values of rows out of a line, byte for byte, where the line says how long each of them is.
import { LineError } from './fields.js'

const comma = 0x2c
const closing = ']}'

/** Reads values that are separated by commas and end with the line, one after the other. */
export class ValueReader {
  readonly #line: Buffer
  #isFirst = true
  #position: number

  /** The first value begins at `start`; of a line without values that is its end. */
  constructor(line: Buffer, start: number) {
    this.#line = line
    this.#position = start
  }

  /** The next value, of so many bytes. A text of its own: a part of a longer one would keep all of it in memory. */
  next(length: number): string {
    if (!this.#isFirst && this.#line[this.#position++] !== comma) throw wrongLength()
    this.#isFirst = false
    const start = this.#position
    this.#position += length
    if (this.#position > this.#line.length) throw wrongLength()
    return this.#line.toString('utf8', start, this.#position)
  }

  /** Call it behind the last value: LineError when the line does not end there. */
  finish(): void {
    if (this.#position !== this.#line.length && this.#line.toString('latin1', this.#position) !== closing)
      throw wrongLength()
  }
}

function wrongLength(): LineError {
  return new LineError('the values are not as long as the line says')
}
