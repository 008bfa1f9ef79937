import { openCheckpointFolder } from '../checkpoint/checkpoint-folder.js';
import { fingerprintOf } from '../checkpoint/fingerprint.js';
import { readCheckpoint } from '../checkpoint/run-checkpoint.js';
import { buildNetwork } from '../network/build-network.js';
import { requireAligned } from '../network/require-aligned.js';
import type { AnyRow } from '../plan/plan.js';
import { watch } from '../stopping/monitor.js';
import type { FitOptions } from './fit-options.js';
import type { RunData } from './prepare-run.js';
import { TrainingSession } from './session.js';
import { createStepper, type Stepper } from './stepper.js';

/**
 * Starts a run, or goes on from its newest checkpoint.
 *
 * @throws TomoniError `invalid-data` where labels do not fit their texts, `invalid-argument` where what is watched cannot be, `mismatch` where the checkpoint is of another
 * run, `damaged-file` where it is not whole, `unavailable` where the folder cannot be written to
 */
export async function openSession(
  data: RunData,
  { checkpoints, gradients, signal }: Pick<FitOptions<AnyRow>, 'checkpoints' | 'gradients' | 'signal'>,
): Promise<TrainingSession> {
  const { plan, tasks, rng } = data;
  const folder = checkpoints && (await openCheckpointFolder(checkpoints.folder));
  const network = buildNetwork({ plan, tasks, rng: rng.fork('initial') });
  let stepper: Stepper | undefined;
  try {
    requireAligned(network, [...data.training, ...data.validation]);
    const monitor = watch(plan.stopping, network, data.validation);
    stepper = createStepper(data, network);
    const saving = folder && {
      folder,
      fingerprint: await fingerprintOf(data, network),
      everySteps: checkpoints.everySteps,
      keep: checkpoints.keep ?? 2,
    };
    const session = new TrainingSession(data, network, stepper, {
      monitor,
      checkpoints: saving,
      gradientsEvery: gradients?.everySteps,
      signal,
    });
    const found = folder && (await readCheckpoint(folder));
    if (found !== undefined) session.resume(found);
    return session;
  } catch (error) {
    stepper?.dispose();
    network.dispose();
    throw error;
  }
}
