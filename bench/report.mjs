/**
 * `node bench/report.mjs FILE…` writes the lines that benches printed, from files or from all files of folders, into
 * docs/benchmarks.md, between the marks there. `--print` prints the tables in place of that.
 */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { local } from './lib/paths.mjs';
import { report } from './lib/report.mjs';

const page = local('../docs/benchmarks.md');
const [begin, end] = ['<!-- figures -->', '<!-- end of figures -->'];

const { values, positionals } = parseArgs({
  options: { print: { type: 'boolean', default: false } },
  allowPositionals: true,
});
if (positionals.length === 0) {
  console.error('Name files or folders with the lines that benches printed.');
  process.exit(1);
}

const files = positionals.flatMap((name) =>
  statSync(name).isDirectory()
    ? readdirSync(name)
        .sort()
        .map((file) => path.join(name, file))
    : [name],
);
const lines = files
  .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
  .filter((line) => line.startsWith('{'))
  .map((line) => JSON.parse(line));
const tables = report(lines);

if (values.print) console.log(tables);
else {
  const text = readFileSync(page, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${page} has no place for figures: ${begin} … ${end}.`);
  writeFileSync(page, `${text.slice(0, from + begin.length)}\n\n${tables}\n${text.slice(to)}`);
}
