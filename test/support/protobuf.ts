/** What a field of a message of protocol buffers holds: a number, or the bytes of a text or of another message. */
export type ProtobufValue = bigint | Buffer;

const LENGTH_DELIMITED = 2;
/** Of the wire types, those that have always so many bytes. */
const FIXED: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

/** The values of a message by the numbers of their fields, in their order (https://protobuf.dev/programming-guides/encoding). */
export function readProtobuf(message: Buffer): (field: number) => ProtobufValue[] {
  const values = new Map<number, ProtobufValue[]>();
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message.readUInt8(at);
      at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const bytes = (size: number) => {
    if (at + size > message.length) throw new RangeError('The message ends within a field');
    at += size;
    return message.subarray(at - size, at);
  };
  while (at < message.length) {
    const tag = Number(varint());
    const [field, wireType] = [tag >> 3, tag & 7];
    const fixed = FIXED[wireType];
    const value =
      wireType === LENGTH_DELIMITED ? bytes(Number(varint())) : fixed === undefined ? varint() : bytes(fixed);
    values.set(field, [...(values.get(field) ?? []), value]);
  }
  return (field) => values.get(field) ?? [];
}

/** The messages that a field of a message holds. */
export function messagesIn(message: Buffer, field: number): Buffer[] {
  return readProtobuf(message)(field).filter((value) => Buffer.isBuffer(value));
}
