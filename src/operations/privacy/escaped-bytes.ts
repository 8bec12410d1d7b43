/** A text as its bytes are shown by `encode(…, 'escape')` of PostgreSQL, which takes bytes that are no text as well. */
export function escapedBytes(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      if (byte === 0x5c) return '\\\\';
      return byte === 0 || byte >= 0x80 ? `\\${byte.toString(8).padStart(3, '0')}` : String.fromCharCode(byte);
    })
    .join('');
}

/** A text as those write it in JSON who escape whatever is not ASCII. */
export function asciiOf(text: string): string {
  return Array.from({ length: text.length }, (_none, index) => {
    const code = text.charCodeAt(index);
    return code < 0x80 ? text.charAt(index) : `\\u${code.toString(16).padStart(4, '0')}`;
  }).join('');
}
