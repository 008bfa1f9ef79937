import { type ConformanceCase, conformanceCase } from '../cases/conformance-case.js';
import { expect } from '../cases/expectations.js';
import { countTensors } from '../tensors/count-tensors.js';
import { type EncoderRig, everything, lastLayer, tokenStates, withInstance } from './rig.js';

/** Clauses about tensors that are left behind. */
export function memoryCases<Input>({
  encoder,
  encodings,
  selections,
  rng,
}: EncoderRig<Input>): ConformanceCase[] {
  const top = encoder.config.depth;
  return [
    conformanceCase('prepare and forward leave no tensors behind', async () => {
      for (const selection of selections)
        await withInstance(encoder, selection, async (instance) => {
          const { tensors } = await countTensors(async () => {
            await tokenStates(instance, encodings, top);
            await tokenStates(instance, encodings, top, { training: true, rng: rng.fork('mode') });
          });
          expect(tensors === 0, `Training ${selection.description}: they leave ${tensors} tensors behind.`);
        });
    }),
    conformanceCase('dispose of the last instance frees all tensors', async () => {
      for (const selection of selections) {
        const { tensors } = await countTensors(() =>
          withInstance(encoder, selection, (instance) =>
            withInstance(encoder, everything, () => tokenStates(instance, encodings, top)),
          ),
        );
        expect(
          tensors === 0,
          `Training ${selection.description}: ${tensors} tensors are left after dispose.`,
        );
      }
    }),
    conformanceCase('an instance outlives its encoder', async () => {
      const weights = await withInstance(encoder, everything, (instance) => instance.weights());
      const { tensors } = await countTensors(async () => {
        const copy = encoder.withWeights(weights);
        await withInstance(copy, lastLayer, (instance) => {
          copy.dispose();
          return tokenStates(instance, encodings, top);
        });
      });
      expect(tensors === 0, `${tensors} tensors are left after both are disposed of.`);
    }),
  ];
}
