/**
 * `pnpm --silent bench step` runs `bench/step.mjs` and prints its result as one line of JSON, the last line of all.
 * `pnpm bench --list` names the benches. Everything else that is printed goes to the error stream.
 */
import { readdirSync } from 'node:fs';
import { machine } from './lib/machine.mjs';

const benches = readdirSync(new URL('.', import.meta.url))
  .filter((file) => file.endsWith('.mjs') && file !== 'run.mjs')
  .map((file) => file.replace(/\.mjs$/, ''));
const [name, ...args] = process.argv.slice(2);

if (name === '--list') {
  for (const bench of benches) console.log(`${bench}: ${(await load(bench)).goal}`);
} else if (!benches.includes(name)) {
  console.error(`Name a bench: ${benches.join(', ')}. All of them with their goals: pnpm bench --list`);
  process.exitCode = 1;
} else {
  const { unit, run } = await load(name);
  const result = await run(args);
  console.log(JSON.stringify({ bench: name, unit, ...result, machine: machine() }));
}

/** A bench exports `goal` and `unit` as text, and `run(args)`, which gives the fields of its result. */
function load(bench) {
  return import(new URL(`${bench}.mjs`, import.meta.url).href);
}
