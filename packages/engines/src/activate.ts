import * as tf from '@tensorflow/tfjs';
import { TomoniError } from '@tomoni/spec';
import { selfTest } from './self-test.js';

/**
 * Makes a registered backend the one that runs, and tests it.
 *
 * @throws TomoniError `unavailable` where it does not start or computes wrong numbers
 */
export async function activate(backend: string, engine: string): Promise<void> {
  if (!(await tf.setBackend(backend)))
    throw new TomoniError({
      code: 'unavailable',
      what: `The backend of the engine ${engine} does not start.`,
    });
  await selfTest(engine);
}
