// Control characters, and those that turn the direction of writing: a name or an error must not steer the terminal.
const STEERING = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Text from outside, fit for a terminal: on one line, without anything that the terminal would obey. */
export function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replace(STEERING, '\ufffd').trim();
}

/** JSON for people, every line indented by two. */
export function plainJson(value: unknown): string {
  const lines = (JSON.stringify(value, null, 2) ?? 'null').split('\n');
  return lines.map((line) => `  ${line.replace(STEERING, '\ufffd')}`).join('\n');
}
