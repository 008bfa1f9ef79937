import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { root } from './workspace.mjs';

/** The parts of guides that are written from code, each between `<!-- name: begin -->` and `<!-- name: end -->`. */
const tables = [
  {
    file: 'docs/guides/choosing-a-weighting.md',
    name: 'weightings',
    text: async () => (await import('@tomoni/weighting')).catalogueTable(),
  },
  {
    file: 'docs/guides/sharing.md',
    name: 'sharings',
    text: async () => (await import('@tomoni/encoders')).sharingTable(),
  },
  {
    file: 'docs/guides/calibration.md',
    name: 'calibration',
    text: async () => {
      const { calibrateTests, calibrationTable, toMarkdown } = await import('@tomoni/statistics');
      return toMarkdown(calibrationTable(calibrateTests()));
    },
  },
  {
    file: 'docs/guides/papers-recomputed.md',
    name: 'papers',
    text: async () =>
      (await import(`${root}/packages/studies/fixtures/papers-recomputed.mjs`)).papersRecomputed(),
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
      const written = `${found.slice(0, from + begin.length)}\n${await text()}\n${found.slice(to)}`;
      return { file, path, found, expected: formatted(written, file) };
    }),
  );
}

/** The text in the style of all pages, columns of tables aligned. */
function formatted(text, file) {
  const biome = `${root}/node_modules/@biomejs/biome/bin/biome`;
  const args = [biome, 'format', `--stdin-file-path=${file}`];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    input: text,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${file} cannot be formatted: ${stderr}`);
  return stdout;
}
