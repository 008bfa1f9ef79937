import { readFileSync } from 'node:fs';
import { root } from './workspace.mjs';

/** The parts of guides that are written from code, each between `<!-- name: begin -->` and `<!-- name: end -->`. */
const tables = [
  {
    file: 'docs/guides/choosing-a-weighting.md',
    name: 'weightings',
    text: async () => (await import('@tomoni/weighting')).catalogueTable(),
  },
];

/**
 * Every guide with a part that is written from code, as it stands and as it should stand.
 *
 * @returns {Promise<{ file: string, path: string, found: string, expected: string }[]>}
 */
export async function generatedGuides() {
  return Promise.all(
    tables.map(async ({ file, name, text }) => {
      const path = `${root}/${file}`;
      const found = readFileSync(path, 'utf8');
      const [begin, end] = [`<!-- ${name}: begin -->\n`, `<!-- ${name}: end -->\n`];
      const [from, to] = [found.indexOf(begin), found.indexOf(end)];
      if (from < 0 || to < from)
        throw new Error(`${file} has no part between ${begin.trim()} and ${end.trim()}.`);
      const expected = `${found.slice(0, from + begin.length)}\n${await text()}\n${found.slice(to)}`;
      return { file, path, found, expected };
    }),
  );
}
