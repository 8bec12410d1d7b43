import { expect, test } from 'vitest';
import { DatabaseAway } from '../../src/database/errors.ts';
import { WriteTogether } from '../../src/database/write-together.ts';

/** Writes that end when the test says so, and what each took along. */
function held(
  answer: (items: readonly string[]) => readonly string[] = (items) => items.map((item) => `${item} written`),
) {
  const taken: (readonly string[])[] = [];
  const ends: (() => void)[] = [];
  const writes = new WriteTogether<string, string>(async (items) => {
    taken.push(items);
    await new Promise<void>((end) => ends.push(end));
    return answer(items);
  });
  const endNext = async () => {
    while (ends.length === 0) await null;
    ends.shift()?.();
  };
  return { writes, taken, endNext };
}

test('what comes while a write is under way goes together in the next one, each with its own result', async () => {
  const { writes, taken, endNext } = held();
  const first = writes.add('a');
  await null;
  await null;
  const rest = Promise.all([writes.add('b'), writes.add('c')]);
  await endNext();
  expect(await first).toBe('a written');
  await endNext();
  expect(await rest).toEqual(['b written', 'c written']);
  expect(taken).toEqual([['a'], ['b', 'c']]);
});

test('what the database refuses fails alone, and the others of its write are written', async () => {
  const writes = new WriteTogether<string, string>(async (items) => {
    if (items.includes('bad')) throw new TypeError('refused');
    return items;
  });
  const all = await Promise.allSettled(['a', 'bad', 'b'].map((item) => writes.add(item)));
  expect(all).toMatchObject([{ value: 'a' }, { reason: new TypeError('refused') }, { value: 'b' }]);
});

test('a database that is away is asked once for all of them', async () => {
  let asked = 0;
  const writes = new WriteTogether<string, string>(async () => {
    asked += 1;
    throw new DatabaseAway(new Error('closed'));
  });
  const all = await Promise.allSettled(['a', 'b', 'c'].map((item) => writes.add(item)));
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(asked).toBe(1);
  await expect(writes.add('d')).rejects.toThrow(DatabaseAway);
  expect(asked).toBe(2);
});

test('a crowd is written in bounded pieces, in the order in which it came', async () => {
  const { writes, taken, endNext } = held();
  const items = Array.from({ length: 250 }, (_, index) => `item ${index}`);
  const all = Promise.all(items.map((item) => writes.add(item)));
  for (let writes = 0; writes < 3; writes += 1) await endNext();
  await all;
  expect(taken.map(({ length }) => length)).toEqual([100, 100, 50]);
  expect(taken.flat()).toEqual(items);
});
