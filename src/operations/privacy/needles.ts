import { asEscapedBytes } from '../../domain/json-spellings.ts';

/** The ways in which JSON may write a text, and its bytes where they are shown instead. */
export function needlesOf(text: string): string[] {
  const spellings = [text, asciiOf(text)].map((spelling) =>
    JSON.stringify(spelling).slice(1, -1).replaceAll('\\\\u', '\\u'),
  );
  return [...new Set([text, ...spellings, ...spellings.map(asEscapedBytes)])];
}

/** A text as those write it in JSON who escape whatever is not ASCII. */
function asciiOf(text: string): string {
  return Array.from({ length: text.length }, (_none, index) => {
    const code = text.charCodeAt(index);
    return code < 0x80 ? text.charAt(index) : `\\u${code.toString(16).padStart(4, '0')}`;
  }).join('');
}
