/** How the value of a field is laid out (https://protobuf.dev/programming-guides/encoding/#structure). */
const VARINT = 0;
const FIXED_64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

/** No number that is written here takes more bytes as a varint: the largest are safe integers. */
const MOST_OF_VARINT = 8;
const MOST_OF_TAG = 2;
const MOST_OF_CHARACTER = 3;
/** The length of what is no longer takes one byte. */
const SHORT = 0x7f;
const LAST_OF_ASCII = 0x7f;

/** Writes one message of protocol buffers, field by field, into a buffer that grows with it. */
export class ProtobufWriter {
  #bytes: Buffer;
  #end = 0;

  /** `size`: the bytes that there is room for at first. */
  constructor(size: number) {
    this.#bytes = Buffer.allocUnsafeSlow(size);
  }

  /** `value`: a safe integer that is not negative. */
  uint(field: number, value: number): void {
    this.#begin(field, VARINT, MOST_OF_VARINT);
    this.#varint(value);
  }

  double(field: number, value: number): void {
    this.#begin(field, FIXED_64, 8);
    this.#end = this.#bytes.writeDoubleLE(value, this.#end);
  }

  fixed32(field: number, value: number): void {
    this.#begin(field, FIXED_32, 4);
    this.#end = this.#bytes.writeUInt32LE(value, this.#end);
  }

  /** The value by its halves of 32 bits each: a number holds 53, and a BigInt takes longer. */
  fixed64(field: number, high: number, low: number): void {
    this.#begin(field, FIXED_64, 8);
    this.#end = this.#bytes.writeUInt32LE(low, this.#end);
    this.#end = this.#bytes.writeUInt32LE(high, this.#end);
  }

  string(field: number, text: string): void {
    this.#begin(field, LENGTH_DELIMITED, MOST_OF_VARINT + text.length * MOST_OF_CHARACTER);
    if (text.length <= SHORT && this.#shortAscii(text)) return;
    this.#varint(Buffer.byteLength(text));
    this.#end += this.#bytes.write(text, this.#end);
  }

  /** Bytes that are given as lower-case hexadecimal digits. */
  hex(field: number, digits: string): void {
    const length = digits.length / 2;
    this.#begin(field, LENGTH_DELIMITED, MOST_OF_VARINT + length);
    this.#varint(length);
    for (let at = 0; at < digits.length; at += 2) this.#byte((digit(digits, at) << 4) | digit(digits, at + 1));
  }

  /** Begins a message within this one, which all fields belong to until `close` is given what this returns. */
  open(field: number): number {
    this.#begin(field, LENGTH_DELIMITED, 1);
    // Most are short; where one is not, `close` makes room for its length.
    this.#end += 1;
    return this.#end;
  }

  /** Ends the message that began there. */
  close(opened: number): void {
    const length = this.#end - opened;
    const more = sizeOfVarint(length) - 1;
    if (more > 0) {
      this.#makeRoom(more);
      this.#bytes.copyWithin(opened + more, opened, this.#end);
    }
    this.#end = opened - 1;
    this.#varint(length);
    this.#end += length;
  }

  /** What is written so far. Nothing may be written after that. */
  written(): Buffer {
    return this.#bytes.subarray(0, this.#end);
  }

  /** Writes nothing where it is not ASCII. A call into Node for each of the many short texts takes longer. */
  #shortAscii(text: string): boolean {
    const bytes = this.#bytes;
    const begin = this.#end + 1;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code > LAST_OF_ASCII) return false;
      bytes[begin + at] = code;
    }
    this.#byte(text.length);
    this.#end += text.length;
    return true;
  }

  #begin(field: number, wireType: number, room: number): void {
    this.#makeRoom(MOST_OF_TAG + room);
    this.#varint((field << 3) | wireType);
  }

  #varint(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.#byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.#byte(rest);
  }

  #byte(value: number): void {
    this.#bytes[this.#end] = value;
    this.#end += 1;
  }

  #makeRoom(size: number): void {
    if (this.#end + size <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#end + size));
    this.#bytes.copy(larger, 0, 0, this.#end);
    this.#bytes = larger;
  }
}

function sizeOfVarint(value: number): number {
  let size = 1;
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 0x80)) size += 1;
  return size;
}

const NINE = 0x39;
const ZERO = 0x30;
/** What lies between the letter of a digit and its value. */
const LETTERS = 0x61 - 10;

function digit(digits: string, at: number): number {
  const code = digits.charCodeAt(at);
  return code - (code > NINE ? LETTERS : ZERO);
}
