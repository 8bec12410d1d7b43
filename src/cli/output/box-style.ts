/** How tables in boxes look: in colours on a terminal that wants them (https://no-color.org), without where a program reads. */
export function boxStyle(output: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv) {
  const coloured = output.isTTY === true && (env.NO_COLOR ?? '') === '';
  return { head: coloured ? ['cyan'] : [], border: coloured ? ['gray'] : [], compact: true };
}
