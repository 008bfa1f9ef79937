// Kills submitter, workers and servers at random while a study of short trials runs, again and again: every trial must
// have exactly one result, equal to that of the undisturbed study. Needs a build and the servers.
// usage: node test/executors/disturb.mjs --executor slurm|bullmq [--rounds 20] [--trials 200] [--seed 1] [--every 1500]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readLines } from '@tomoni/data';
import { createRng } from '@tomoni/spec';
import { bullmqStage } from './support/bullmq-stage.mjs';
import { slurmStage } from './support/slurm-stage.mjs';
import { essence, studyTrials, undisturbed } from './support/study-trials.mjs';

const { values } = parseArgs({
  options: {
    executor: { type: 'string' },
    rounds: { type: 'string', default: '20' },
    trials: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    every: { type: 'string', default: '1500' },
  },
});
const submitter = fileURLToPath(new URL('submitter.mjs', import.meta.url));
const trials = studyTrials(Number(values.trials));
const rng = createRng(Number(values.seed));
const folder = mkdtempSync(join(tmpdir(), 'tomoni-disturb-'));
const expected = (await undisturbed(trials, join(folder, 'undisturbed'))).map(essence).sort();
const stage = await { slurm: slurmStage, bullmq: bullmqStage }[values.executor]();
const total = { executor: values.executor, rounds: 0, trials: trials.length, disturbances: {}, different: 0 };
const began = Date.now();
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => interrupted.abort());
try {
  while (total.rounds < Number(values.rounds) && !interrupted.signal.aborted) {
    const own = mkdtempSync(join(folder, 'round-'));
    await stage.beginRound(own);
    await round(own);
    await stage.endRound();
    if (interrupted.signal.aborted) break;
    const { lines } = await readLines(join(own, 'results.jsonl'));
    const found = lines.map(essence).sort();
    total.rounds++;
    if (JSON.stringify(found) !== JSON.stringify(expected)) {
      total.different++;
      const wrong = lines.filter((line) => !expected.includes(essence(line)));
      console.error(`${found.length} results; wrong: ${JSON.stringify(wrong)}`);
      console.error(readFileSync(join(own, 'submitter.log'), 'utf8'));
    }
    const note = `round ${total.rounds}: ${found.length} results, ${total.different} rounds different`;
    console.error(`${note}, ${((Date.now() - began) / 1000).toFixed(0)} s`);
  }
} finally {
  await stage.stop();
  rmSync(folder, { recursive: true, force: true });
}
console.log(JSON.stringify({ ...total, seconds: Math.round((Date.now() - began) / 1000) }));
process.exitCode = total.different === 0 ? 0 : 1;

/** Runs the study to its end, with something killed every now and then. */
async function round(own) {
  const log = openSync(join(own, 'submitter.log'), 'a');
  const args = [submitter, stage.executor, JSON.stringify(stage.options), own, String(trials.length)];
  const start = () => spawn(process.execPath, args, { env: stage.env, stdio: ['ignore', log, log] });
  let child = start();
  let ended = once(child, 'exit');
  const kinds = { ...stage.disturbances, 'the submitter is killed': () => child.kill('SIGKILL') };
  for (;;) {
    const pause = delay(200 + rng.uniform() * 2 * Number(values.every), undefined, interrupted);
    await Promise.race([pause, ended]).catch(() => child.kill('SIGKILL'));
    if (child.exitCode === 0 || interrupted.signal.aborted) break;
    stage.mend();
    if (child.exitCode === null && child.signalCode === null) {
      const names = Object.keys(kinds);
      const name = names[rng.integer(names.length)];
      await kinds[name](rng);
      total.disturbances[name] = (total.disturbances[name] ?? 0) + 1;
      if (name !== 'the submitter is killed') continue;
    }
    await ended;
    if (child.exitCode === 0) break;
    child = start();
    ended = once(child, 'exit');
  }
  closeSync(log);
}
