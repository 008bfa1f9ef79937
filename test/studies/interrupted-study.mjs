// A study of 200 short trials, run in this process or in a pool, that tells its workers as they begin a trial.
// usage: node test/studies/interrupted-study.mjs <folder> <in-process | pool>
import { fileURLToPath } from 'node:url';
import { grid, inProcess, localPool, study } from '@tomoni/studies';

const [folder, kind] = process.argv.slice(2);

const results = await study({
  name: 'interrupted',
  trials: grid({ step: Array.from({ length: 20 }, (_, i) => i) }, { seeds: 10 }),
  run: fileURLToPath(new URL('short-trial.mjs', import.meta.url)),
  plan: { task: 'task', score: 'accuracy', baseline: 'step 0' },
  folder,
  executor: kind === 'pool' ? localPool({ processes: 2, threads: 1 }) : inProcess(),
  retryFailed: true,
  callbacks: [
    (event) => {
      if (event.type === 'trial-start') console.log(`worker ${event.worker.split(':').at(-1)}`);
      if (event.type === 'trial-retry') console.log('retry');
    },
  ],
});
console.log(`done ${results.trials.length}`);
