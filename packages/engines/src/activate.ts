import * as tf from '@tensorflow/tfjs';
import { TomoniError } from '@tomoni/spec';
import { mendedGradients } from './gradients/mended.js';
import { replaceGradient } from './replace-gradient.js';
import { selfTest } from './self-test.js';

/**
 * Makes a registered backend the one that runs, mends the gradients of TensorFlow.js, and tests both.
 *
 * Gradients are mended here, after an engine's packages are loaded: one that brings its own copy of TensorFlow.js
 * registers them anew.
 *
 * @throws TomoniError `unavailable` where it does not start or computes wrong numbers
 */
export async function activate(backend: string, engine: string): Promise<void> {
  if (!(await tf.setBackend(backend)))
    throw new TomoniError({
      code: 'unavailable',
      what: `The backend of the engine ${engine} does not start.`,
    });
  for (const gradient of mendedGradients) replaceGradient(gradient);
  await selfTest(engine);
}
