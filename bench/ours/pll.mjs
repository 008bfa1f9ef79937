/** Pseudo-log-likelihoods here. */
import { pseudoLogLikelihood } from '@tomoni/labels';
import { maskedLanguageModel } from 'tomoni';
import { startEngine } from './engine.mjs';
import { encoderOf, textOf, withDecoder } from './learner.mjs';
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
