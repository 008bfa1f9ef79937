/** Pseudo-log-likelihoods here. */
import { pseudoLogLikelihood } from '@tomoni/labels';
import { maskedLanguageModel } from 'tomoni';
import { startEngine } from './engine.mjs';
import { encoderOf, textOf } from './learner.mjs';
import { serve } from './protocol.mjs';

await serve(async (engine, { model, lengths, threads }) => {
  const facts = await startEngine(engine, threads);
  const encoder = withDecoder(encoderOf(model), model);
  const texts = lengths.map((length, i) => textOf(i, length, model.vocabulary));
  const head = maskedLanguageModel();
  return {
    facts,
    measure: async () => {
      const start = performance.now();
      const scored = await pseudoLogLikelihood(encoder, texts, { head, variant: 'original' });
      const seconds = (performance.now() - start) / 1000;
      const all = scored.texts.flatMap(({ tokens }) => tokens.map(({ logProbability }) => logProbability));
      if (all.length !== lengths.reduce((sum, length) => sum + length - 2, 0))
        throw new Error(`${all.length} tokens were scored.`);
      return { seconds, ...(all.length < 100 ? { logProbabilities: all } : {}) };
    },
  };
});

/** The encoder as if it had come with the head that it was pretrained with. */
function withDecoder(encoder, { hidden, vocabulary }) {
  const tensor = (shape, value) => ({
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => value(i)),
  });
  const extras = new Map([
    ['cls.predictions.transform.dense.weight', tensor([hidden, hidden], (i) => 0.05 * Math.sin(i))],
    ['cls.predictions.transform.dense.bias', tensor([hidden], () => 0)],
    ['cls.predictions.transform.LayerNorm.weight', tensor([hidden], () => 1)],
    ['cls.predictions.transform.LayerNorm.bias', tensor([hidden], () => 0)],
    ['cls.predictions.bias', tensor([vocabulary], () => 0)],
  ]);
  return {
    config: encoder.config,
    parameters: encoder.parameters,
    tokenizer: encoder.tokenizer,
    extras,
    encode: (input, options) => encoder.encode(input, options),
    instantiate: (options) => encoder.instantiate(options),
  };
}
