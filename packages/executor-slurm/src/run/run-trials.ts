import { join } from 'node:path';
import { type ExecutorOptions, type TrialResult, type TrialSpec, trialModule } from '@tomoni/spec';
import { makeSharedFolder, sharedFolder } from '../batch/shared-folder.js';
import { arrayLimit } from '../commands/cluster.js';
import { requireImportable } from '../require-importable.js';
import type { SlurmSettings } from '../slurm-options.js';
import { intake } from './intake.js';
import { openLedger } from './ledger.js';
import { pause } from './pause.js';

/** The longest that a written result waits to be seen, in seconds. */
const tick = 1;

/** Gives trials to Slurm as they come, and their results as they come. */
export async function* runTrials(
  settings: SlurmSettings,
  trials: AsyncIterable<TrialSpec>,
  options: ExecutorOptions,
): AsyncGenerator<TrialResult, void, undefined> {
  const { study, signal } = options;
  const run = trialModule(options.run);
  requireImportable(run, settings.node);
  const limit = await arrayLimit(settings.arrayLimit);
  const folder = settings.sharedFolder === undefined ? options.folder : join(settings.sharedFolder, study);
  const shared = sharedFolder(folder);
  await makeSharedFolder(shared);
  const tell = options.progress ?? (() => undefined);
  const ledger = await openLedger({ settings, shared, study, run, limit, tell });
  const source = intake(trials);
  try {
    for (;;) {
      const stopped = signal?.aborted ?? false;
      const room = stopped ? 0 : ledger.room();
      if (room > 0) for (const trial of await source.take(room)) ledger.add(trial);
      for (const result of await (stopped ? ledger.results() : ledger.advance())) {
        yield result;
        await ledger.acknowledge(result.trial.id);
      }
      if (stopped || (source.ended && ledger.size === 0)) break;
      const arrival = ledger.room() > 0 && !source.ended ? [source.arrival()] : [];
      await pause(Math.min(tick, settings.pollSeconds), signal, ...arrival);
    }
  } finally {
    source.close();
    await ledger.close();
  }
}
