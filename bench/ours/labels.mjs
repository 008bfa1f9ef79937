/** Label generators: texts per second of each, annotating what they were fitted on. */
import { maskedLanguageModel } from '@tomoni/heads';
import * as labels from '@tomoni/labels';
import { createRng } from '@tomoni/spec';
import * as tokenization from '@tomoni/tokenization';
import { madeUpTexts, writtenTexts } from '../lib/texts.mjs';
import { startEngine } from './engine.mjs';
import { encoderOf, withDecoder } from './learner.mjs';
import { serve } from './protocol.mjs';

/** Generators that analyse texts: their analysis is the work, so they are fitted in each measurement. */
const analysing = {
  'content words, English': () => labels.contentWords({ language: 'en' }),
  'parts of speech, English': () => labels.partsOfSpeech({ language: 'en' }),
  'content words, Japanese (kuromoji)': () => labels.contentWords({ language: 'ja' }),
  'content words, Japanese (Lindera)': () =>
    labels.contentWords({ language: 'ja', analyzer: tokenization.lindera() }),
  'content words, Japanese (MeCab)': () =>
    labels.contentWords({ language: 'ja', analyzer: tokenization.mecab() }),
};

const generators = {
  ...analysing,
  'tagged spans': (texts) =>
    labels.taggedSpans(texts.map((text) => ({ text, spans: [{ start: 0, end: 4, tag: 'first' }] }))),
  'n-grams, replay': () => labels.tokenNgrams({ scheme: 'bit-label', merges: 2000 }),
  'n-grams, longest match': () => labels.tokenNgrams({ scheme: 'bit-label', merges: 2000, match: 'longest' }),
  'random masking': () => labels.randomMasking(),
  'whole-word masking': () => labels.wholeWordMasking(),
  'span masking': () => labels.spanMasking(),
  L3Masking: () => labels.l3Masking({ head: maskedLanguageModel() }),
  noise: () => labels.noise(),
  'shuffled labels': () => labels.shuffledLabels(),
  'sentence order': () => labels.sentenceOrder(),
  'replaced text': () => labels.replacedText(),
  'permuted text': () => labels.permutedText(),
  'TF-IDF': () => labels.tfIdf(),
  capitalisation: () => labels.capitalisation(),
  'word-list sentiment': () => labels.wordListSentiment({ words: { 1: 1, 2: -1 } }),
};

await serve(async (engine, { generator: name, model, texts: count, words, language, threads }) => {
  const facts = await startEngine(engine, threads);
  const encoder = withDecoder(encoderOf(model), model);
  const texts =
    language === undefined
      ? madeUpTexts(count, words, 1000).map((text) => text.replaceAll('w', ''))
      : writtenTexts(language, count, 4);
  const encodings = texts.map((text) => encoder.encode(text)[0]);
  const classes = texts.map((_, i) => `class ${i % 4}`);
  const rng = createRng(1);
  const fit = () => generators[name](texts).fit({ texts, encodings, labels: classes, encoder, rng });
  const began = performance.now();
  const generator = await fit();
  return {
    facts: { ...facts, fitSeconds: Number(((performance.now() - began) / 1000).toPrecision(3)) },
    measure: async () => {
      const start = performance.now();
      const fitted = name in analysing ? await fit() : generator;
      const annotations = await fitted.annotate(encodings, rng.fork(start));
      const seconds = (performance.now() - start) / 1000;
      if (annotations.length !== encodings.length) throw new Error('There are too few annotations.');
      return { seconds };
    },
  };
});
