// Kills a training run at random moments and lets it go on, again and again: every checkpoint that is left must be
// whole, and every run that reaches its end must have the bits of one that was never stopped. Needs a build.
// usage: node test/training/kill-and-resume.mjs [--kills 50] [--signal SIGKILL] [--seed 1]
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { verifyChecksums } from '@tomoni/data';
import { createRng } from '@tomoni/spec';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    signal: { type: 'string', default: 'SIGKILL' },
    seed: { type: 'string', default: '1' },
  },
});
const script = fileURLToPath(new URL('interrupted-run.mjs', import.meta.url));
const rng = createRng(Number(values.seed));

/** Runs until the end, or kills it `delay` ms after its first step. */
function run(folder, delay) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    let timer;
    child.stdout.on('data', (data) => {
      output += data;
      if (delay !== undefined && timer === undefined && output.includes('step'))
        timer = setTimeout(() => child.kill(values.signal), delay);
    });
    child.stderr.on('data', (data) => {
      errors += data;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      const stopped = signal !== null || errors.includes('was stopped after step');
      if (code !== 0 && !stopped) reject(new Error(`The run failed:\n${errors}`));
      else
        resolve({
          digest: /digest (\w+)/.exec(output)?.[1],
          steps: output.match(/^step/gm)?.length ?? 0,
          stopped,
        });
    });
  });
}

const folder = await mkdtemp(join(tmpdir(), 'tomoni-kill-'));
const reference = await run(join(folder, 'reference'), undefined);
const span = 24 * 60;
let kills = 0;
let ends = 0;
let checkpoints = 0;
let different = 0;
while (kills < Number(values.kills)) {
  const own = join(folder, `run-${ends}`);
  const { digest, stopped } = await run(own, rng.uniform() * span);
  if (stopped) kills++;
  const names = (await readdir(own).catch(() => [])).filter((name) => name.startsWith('step-'));
  for (const name of names) await verifyChecksums(join(own, name));
  checkpoints += names.length;
  if (digest !== undefined) {
    ends++;
    if (digest !== reference.digest) different++;
  }
}
const last = await run(join(folder, `run-${ends}`), undefined);
if (last.digest !== reference.digest) different++;
ends++;
await rm(folder, { recursive: true });
console.log(JSON.stringify({ signal: values.signal, kills, wholeCheckpoints: checkpoints, ends, different }));
process.exitCode = different === 0 ? 0 : 1;
