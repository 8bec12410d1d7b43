/** What `parseArgs` of Node says is wrong with a command line, without its advice for those who wrote the program. */
export function wrongArguments(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('. ')[0] ?? text;
}
