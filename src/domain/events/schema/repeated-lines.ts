import type { Fault } from '../../faults.ts';

/** A fault for each line whose id an earlier one has. `member`: the list's name below `/data`; `whole`: what the lines are of. */
export function repeatedLines(lines: readonly { readonly line_id: string }[], member: string, whole: string): Fault[] {
  const first = new Map<string, number>();
  return lines.flatMap(({ line_id: id }, index) => {
    const earlier = first.get(id);
    if (earlier === undefined) {
      first.set(id, index);
      return [];
    }
    const message = `Must be unique in the ${whole}: line ${earlier} has it too.`;
    return [{ path: `/data/${member}/${index}/line_id`, message }];
  });
}
