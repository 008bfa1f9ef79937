// Kills a study of 200 short trials, and its workers, at random moments and lets it go on, again and again, until it is done:
// every trial must then have exactly one result, equal to that of a study that was never disturbed. Needs a build.
// usage: node test/studies/kill-and-continue.mjs [--rounds 20] [--kills 3] [--executor pool] [--seed 1]
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { createRng } from '@tomoni/spec';
import { openStudy } from '@tomoni/studies';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    kills: { type: 'string', default: '3' },
    executor: { type: 'string', default: 'pool' },
    seed: { type: 'string', default: '1' },
  },
});
const script = fileURLToPath(new URL('interrupted-study.mjs', import.meta.url));
const root = await mkdtemp(join(tmpdir(), 'tomoni-kill-'));
const counts = { studies: 0, workers: 0, retries: 0 };

/** Runs the study until its end; kills what the list says, in order, when so many trials have begun. */
function run(folder, kills = []) {
  const left = [...kills];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, folder, values.executor], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    child.stdout.on('data', (data) => {
      output += data;
      const workers = [...output.matchAll(/^worker (\d+)$/gm)].map((match) => Number(match[1]));
      while (left.length > 0 && workers.length >= left[0].after) {
        const { whom } = left.shift();
        const worker = workers.at(-1);
        if (whom === 'worker' && worker !== child.pid) counts.workers += tryKill(worker) ? 1 : 0;
        else counts.studies += child.kill('SIGKILL') ? 1 : 0;
      }
    });
    child.stderr.on('data', (data) => {
      errors += data;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      counts.retries += output.match(/^retry$/gm)?.length ?? 0;
      if (code !== 0 && signal === null) reject(new Error(`The study failed:\n${errors}`));
      else resolve(signal === null);
    });
  });
}

/** Two workers, then the study, after random numbers of trials. */
function drawKills(rng) {
  const after = Array.from({ length: 3 }, () => 1 + rng.integer(60)).sort((a, b) => a - b);
  return ['worker', 'worker', 'study'].map((whom, i) => ({ whom, after: after[i] }));
}

function tryKill(process_) {
  try {
    return process.kill(process_, 'SIGKILL');
  } catch {
    return false; // it has ended by itself
  }
}

/** Everything that the study says of its trials, by trial, and how many lines there are of each. */
async function contentOf(folder) {
  const results = await openStudy(folder);
  const text = await readFile(join(folder, 'results.jsonl'), 'utf8');
  const entries = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const done = entries.filter(({ status }) => status === 'done').map(({ trial }) => trial.id);
  const content = new Map();
  for (const { trial, value } of results.scores())
    content.set(trial.id, { trial, value, examples: await results.examples(trial.id, 'validation') });
  return {
    content: Object.fromEntries([...content].sort(([a], [b]) => (a < b ? -1 : 1))),
    twice: done.length - new Set(done).size,
    failed: results.failed.length,
  };
}

const undisturbed = join(root, 'undisturbed');
await run(undisturbed);
const expected = await contentOf(undisturbed);
const rng = createRng(Number(values.seed));
let wrong = 0;
for (let round = 0; round < Number(values.rounds); round++) {
  const folder = join(root, `round-${round}`);
  const own = rng.fork(round);
  let ended = false;
  for (let kill = 0; kill < Number(values.kills) && !ended; kill++) ended = await run(folder, drawKills(own));
  if (!ended) await run(folder);
  const { content, twice, failed } = await contentOf(folder);
  if (twice !== 0 || failed !== 0 || !isDeepStrictEqual(content, expected.content)) wrong++;
  await rm(folder, { recursive: true });
}
await rm(root, { recursive: true });
console.log(
  JSON.stringify({
    executor: values.executor,
    trials: Object.keys(expected.content).length,
    rounds: Number(values.rounds),
    killed: counts,
    wrong,
  }),
);
process.exitCode = wrong === 0 ? 0 : 1;
