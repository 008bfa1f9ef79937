/** Sentence vectors here: the mean over the tokens of each text, in batches of about equal length, nothing cached. */
import * as tf from '@tensorflow/tfjs';
import { none } from 'tomoni';
import { startEngine } from './engine.mjs';
import { encoderOf, textOf } from './learner.mjs';
import { serve } from './protocol.mjs';

await serve(async (engine, { model, lengths, batch, threads }) => {
  const facts = await startEngine(engine, threads);
  const encoder = encoderOf(model);
  const instance = encoder.instantiate({ trainable: none(), cache: false });
  const encodings = lengths.map((length, i) => encoder.encode(textOf(i, length, model.vocabulary))[0]);
  const sorted = encodings.toSorted((a, b) => a.ids.length - b.ids.length);
  const demand = { reads: [{ layer: model.layers, read: 'pooled', pooling: 'mean' }] };

  async function vectorsOf(batch) {
    const prepared = await instance.prepare(batch, demand);
    const vectors = tf.tidy(() =>
      instance.forward(prepared, { training: false }).pooled(model.layers, 'mean'),
    );
    const values = await vectors.data();
    vectors.dispose();
    prepared.dispose();
    return values;
  }

  return {
    facts,
    measure: async () => {
      const start = performance.now();
      for (let i = 0; i < sorted.length; i += batch) await vectorsOf(sorted.slice(i, i + batch));
      return { seconds: (performance.now() - start) / 1000 };
    },
  };
});
