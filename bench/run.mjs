/**
 * `pnpm --silent bench step` runs `bench/step.mjs` and prints its result as one line of JSON, the last line of all;
 * `--all` runs every bench, one line each. `pnpm bench --list` names them. Everything else goes to the error stream.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runTool } from '../scripts/lib/run.mjs';
import { benches, load } from './lib/benches.mjs';
import { machine } from './lib/machine.mjs';
import { readOptions } from './lib/options.mjs';

const [name, ...args] = process.argv.slice(2);

if (name === '--list') {
  for (const bench of benches) console.log(`${bench}: ${(await load(bench)).goal}`);
} else if (name === '--all') {
  await build();
  for (const bench of benches) await runApart(bench);
} else if (benches.includes(name)) {
  if (!args.includes('--no-build')) await build();
  if (process.exitCode === undefined) await runHere(name);
} else {
  console.error(`Name a bench: ${benches.join(', ')}. All of them with their goals: pnpm bench --list`);
  process.exitCode = 1;
}

async function runHere(bench) {
  const { run, check, runs, unit } = await load(bench);
  const options = readOptions(args, runs);
  const began = performance.now();
  const result = await (options.check ? check(options) : run(options));
  if (result.passed === false || result.ours === null) process.exitCode = 1;
  const line = {
    bench,
    unit,
    ...result,
    machine: machine(),
    date: new Date().toISOString().slice(0, 10),
    ...(options.check ? { check: true } : { runs: options.runs, threads: options.threads }),
    ...(options.quick ? { quick: true } : {}),
    minutes: Number(((performance.now() - began) / 60_000).toFixed(1)),
  };
  console.log(JSON.stringify(line));
}

/** A bench in a process of its own; one that fails does not keep the others from running. */
async function runApart(bench) {
  console.error(`== ${bench}`);
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), bench, '--no-build', ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) process.exitCode = 1;
}

/** What is measured is what stands in the source. */
async function build() {
  const { code, output } = await runTool('typescript/bin/tsc', ['-b'], { quiet: true });
  if (code === 0) return;
  console.error(`${output}\nThe packages could not be built.`);
  process.exitCode = 1;
}
