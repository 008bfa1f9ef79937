// A trial of a few milliseconds, whose predictions follow from its seed alone. It notes each of its runs in its folder.
import { appendFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { createRng } from '@tomoni/spec';

export default async function run({ seed, parameters }, { folder, signal, progress }) {
  await appendFile(`${folder}/runs`, `${process.pid}\n`);
  const rng = createRng(seed);
  const predictions = Array.from({ length: 20 }, () => rng.uniform());
  progress(0.5);
  if (parameters.fails) throw new RangeError('This trial fails.');
  if (parameters.exits !== undefined) process.exit(parameters.exits);
  if (parameters.aborts) process.abort();
  await delay(parameters.milliseconds ?? 10, undefined, { signal });
  return {
    parts: { test: { scores: { main: { mean: predictions[0] } }, predictions: { main: predictions } } },
  };
}
