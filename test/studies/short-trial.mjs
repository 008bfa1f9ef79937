// A trial of a few milliseconds, whose outcome depends on its seed and parameters alone.
import { setTimeout as pause } from 'node:timers/promises';
import { createRng } from '@tomoni/spec';

export default async function run({ seed, parameters: { step } }) {
  const rng = createRng(seed).fork(step);
  await pause(5 * rng.uniform());
  const predictions = Array.from({ length: 50 }, () => rng.uniform());
  const labels = Array.from({ length: 50 }, (_, row) => row % 2);
  const accuracy = predictions.filter((value, row) => value > 0.5 === (labels[row] === 1)).length / 50;
  return {
    parts: {
      validation: {
        scores: { task: { accuracy } },
        predictions: { task: predictions },
        labels: { task: labels },
      },
    },
  };
}
