import * as tf from '@tensorflow/tfjs';
import type { Demand, Positions } from '@tomoni/spec';
import { type ConformanceCase, conformanceCase } from '../cases/conformance-case.js';
import { expect, expectSame } from '../cases/expectations.js';
import {
  type EncoderRig,
  evaluating,
  everything,
  nothing,
  readStates,
  tokenStates,
  withInstance,
} from './rig.js';

/** Kernels may add up in another order where the shape is another. */
const TOLERANCE = 1e-4;

/** Clauses about hidden states. */
export function stateCases<Input>(rig: EncoderRig<Input>): ConformanceCase[] {
  const { encoder, encodings, selections, layers, rng, attention } = rig;
  const top = encoder.config.depth;
  const width = (layer: number) => encoder.config.widths?.[layer] ?? encoder.config.hiddenSize;
  const ends: Positions = {
    rows: Int32Array.from([...encodings.keys(), ...encodings.keys()]),
    columns: Int32Array.from([...encodings.map(({ ids }) => ids.length - 1), ...encodings.map(() => 0)]),
  };

  return [
    conformanceCase('what is read of a layer agrees with all of its states', () =>
      withInstance(encoder, nothing, async (instance) => {
        for (const layer of layers) {
          const all = await tokenStates(instance, encodings, layer);
          expectSame(all[0]?.[0]?.length, width(layer), `The states of layer ${layer} have another width.`);
          for (const pooling of ['first', 'mean', 'max'] as const)
            expectSame(
              await readStates(
                instance,
                encodings,
                { reads: [{ layer, read: 'pooled', pooling }] },
                (states) => states.pooled(layer, pooling),
              ),
              all.flatMap((tokens) => poolers[pooling](tokens)),
              `Layer ${layer}, pooled '${pooling}', differs from what its tokens give.`,
              TOLERANCE,
            );
          expectSame(
            await readStates(
              instance,
              encodings,
              { reads: [{ layer, read: 'positions', positions: ends }] },
              (states) => states.at(layer, ends),
            ),
            Array.from(ends.rows).flatMap((row, i) => all[row]?.[ends.columns[i] as number] as number[]),
            `Layer ${layer} at single positions differs from all of its states.`,
            TOLERANCE,
          );
        }
      }),
    ),
    conformanceCase('a layer does not depend on what else is demanded', () =>
      withInstance(encoder, nothing, async (instance) => {
        const demand: Demand = { reads: layers.map((layer) => ({ layer, read: 'all' })) };
        for (const layer of layers)
          expectSame(
            await tokenStates(instance, encodings, layer, undefined, demand),
            await tokenStates(instance, encodings, layer),
            `Layer ${layer} is another when all layers are read.`,
            TOLERANCE,
          );
      }),
    ),
    conformanceCase('a text does not depend on its batch', () =>
      withInstance(encoder, nothing, async (instance) => {
        const together = await tokenStates(instance, encodings, top);
        for (const [i, encoding] of encodings.entries())
          expectSame(
            (await tokenStates(instance, [encoding], top))[0],
            together[i],
            `Text ${i} has other states alone than in a batch.`,
            TOLERANCE,
          );
      }),
    ),
    conformanceCase('hidden states do not depend on what is trained', async () => {
      const expected = await withInstance(encoder, nothing, (instance) =>
        tokenStates(instance, encodings, top),
      );
      for (const selection of selections)
        expectSame(
          await withInstance(encoder, selection, (instance) => tokenStates(instance, encodings, top)),
          expected,
          `Training ${selection.description} gives other states.`,
          TOLERANCE,
        );
    }),
    conformanceCase('a forward pass repeats with equal bits, in training by the rng of its mode', () =>
      withInstance(encoder, everything, async (instance) => {
        const [once, again] = [
          await tokenStates(instance, encodings, top),
          await tokenStates(instance, encodings, top),
        ];
        expectSame(again, once, 'The second pass gives other bits.');
        const train = () => tokenStates(instance, encodings, top, { training: true, rng: rng.fork('mode') });
        expectSame(await train(), await train(), 'Equal random numbers give other bits in training.');
      }),
    ),
    conformanceCase('a position reads the same alone and among all, in training by the rng of its mode', () =>
      withInstance(encoder, everything, async (instance) => {
        const mode = { training: true, rng: rng.fork('mode') } as const;
        const alone = { layer: top, read: 'pooled', pooling: 'first' } as const;
        const read = (reads: Demand['reads']) =>
          readStates(instance, encodings, { reads }, (states) => states.pooled(top, 'first'), mode);
        expectSame(
          await read([alone]),
          await read([alone, { layer: top, read: 'all' }]),
          'The first token has another state in training when it is read alone.',
          TOLERANCE,
        );
      }),
    ),
    conformanceCase('states do not depend on whether a text comes again', async () => {
      for (const selection of selections) {
        const expected = await withInstance(encoder, selection, (instance) =>
          tokenStates(instance, encodings, top, evaluating, undefined, { reusable: false }),
        );
        for (let round = 0; round < 2; round++)
          expectSame(
            await withInstance(encoder, selection, (instance) => tokenStates(instance, encodings, top)),
            expected,
            `Training ${selection.description}: a text that comes again has other states.`,
            TOLERANCE,
          );
      }
    }),
    conformanceCase('attention maps are probabilities over the tokens of the text', async () => {
      if (!attention) return;
      await withInstance(encoder, nothing, async (instance) => {
        for (const layer of layers.slice(1)) {
          const prepared = await instance.prepare(encodings, { reads: [], attention: [layer] });
          const map = tf.tidy(() => instance.forward(prepared, { training: false }).attention(layer));
          const maps = (await map.array()) as number[][][][];
          const { length } = prepared;
          tf.dispose(map);
          prepared.dispose();
          maps.forEach((heads, text) => {
            const tokens = encodings[text]?.ids.length ?? 0;
            for (const row of heads.flatMap((queries) => queries.slice(0, tokens))) {
              expectSame(
                row.length,
                length,
                `A row of attention in layer ${layer} has another length than the batch.`,
              );
              const own = row.slice(0, tokens).reduce((sum, weight) => sum + weight, 0);
              expect(
                Math.abs(own - 1) < TOLERANCE,
                `A row of attention in layer ${layer} gives ${own} to the tokens of its text, not 1.`,
              );
            }
          });
        }
      });
    }),
    conformanceCase('what was not demanded is refused', () =>
      withInstance(encoder, nothing, async (instance) => {
        const other = top === 0 ? undefined : top - 1;
        if (other === undefined) return;
        const prepared = await instance.prepare(encodings, { reads: [{ layer: top, read: 'all' }] });
        const refused = tf.tidy(() => {
          const states = instance.forward(prepared, { training: false });
          try {
            states.all(other);
            return false;
          } catch {
            return true;
          }
        });
        prepared.dispose();
        expect(refused, `Layer ${other} can be read although only layer ${top} was demanded.`);
      }),
    ),
  ];
}

const poolers = {
  first: (tokens: readonly number[][]) => tokens[0] as number[],
  mean: (tokens: readonly number[][]) =>
    columns(tokens, (values) => values.reduce((sum, value) => sum + value, 0) / values.length),
  max: (tokens: readonly number[][]) => columns(tokens, (values) => Math.max(...values)),
};

function columns(rows: readonly number[][], reduce: (values: readonly number[]) => number): number[] {
  return (rows[0] as number[]).map((_, column) => reduce(rows.map((row) => row[column] as number)));
}
