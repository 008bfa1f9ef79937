import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { type Ratings, readEmoji, readRequests } from './ratings.js';

const rowsOf = ({ train, validation, test }: Ratings) => [...train, ...validation, ...test];

it('reads the mood of emoji with their names', () => {
  const ratings = readEmoji();
  const joy = rowsOf(ratings).find(({ text }) => text.startsWith('face with tears of joy, '));
  expect(joy?.positive).toBeCloseTo(6846 / 14625, 10);
  expect(joy?.neutral).toBeCloseTo(4164 / 14625, 10);
  expect(joy?.popularity).toBeCloseTo(Math.log10(14622), 10);
  for (const row of rowsOf(ratings))
    for (const task of [ratings.main, ...ratings.auxiliary]) expect(row[task]).toSatisfy(Number.isFinite);
});

it('reads requests with their votes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'requests-'));
  await mkdir(join(folder, 'politeness_stackexchange'));
  const lines = Array.from({ length: 40 }, (_, i) =>
    JSON.stringify({ text: `Could you try number ${i}?`, score: i / 40, votes: [i % 25, 2, 3, 4, 5] }),
  );
  await writeFile(join(folder, 'politeness_stackexchange', 'all.jsonl.gz'), gzipSync(lines.join('\n')));
  const all = await readRequests(folder);
  expect([all.train.length, all.validation.length, all.test.length]).toEqual([32, 4, 4]);
  expect(rowsOf(all)).toContainEqual({
    text: 'Could you try number 7?',
    politeness: 7 / 40,
    'vote 1': 7,
    'vote 2': 2,
    'vote 3': 3,
    'vote 4': 4,
    'vote 5': 5,
  });
  expect(rowsOf(await readRequests(folder, { size: 20 }))).toHaveLength(20);
});
