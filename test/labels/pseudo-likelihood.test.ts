import { readFileSync } from 'node:fs';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { bertConfig, createEncoder, loadEncoder } from '@tomoni/encoders';
import { useEngine } from '@tomoni/engines';
import { maskedLanguageModel } from '@tomoni/heads';
import { type PseudoLikelihoodVariant, pseudoLogLikelihood } from '@tomoni/labels';
import type { Encoder, HostTensor, TextInput } from '@tomoni/spec';
import { wordPieceTokenizer } from '@tomoni/tokenization';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const file = (name: string) => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));
const fixture: { texts: TextInput[]; scores: Record<PseudoLikelihoodVariant, number[][]> } = JSON.parse(
  readFileSync(file('bert-mlm.json'), 'utf8'),
);
const head = maskedLanguageModel();
let encoder: Encoder;
let folder: string;

beforeAll(async () => {
  await useEngine('wasm');
  encoder = await loadEncoder(file('bert-mlm'));
  folder = await mkdtemp(join(tmpdir(), 'pseudo-likelihood-'));
});

afterAll(() => rm(folder, { recursive: true }));

const logProbabilities = (scored: Awaited<ReturnType<typeof pseudoLogLikelihood>>) =>
  scored.texts.map(({ tokens }) => tokens.map(({ logProbability }) => logProbability));

describe('pseudoLogLikelihood', () => {
  it.each(Object.keys(fixture.scores) as PseudoLikelihoodVariant[])(
    '%s: equals a plain loop in PyTorch, in batches of any size',
    async (variant) => {
      for (const batchTokens of [1, 40, 4096]) {
        const scored = await pseudoLogLikelihood(encoder, fixture.texts, { head, variant, batchTokens });
        const expected = fixture.scores[variant];
        const actual = logProbabilities(scored);
        expect(actual.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
        const differences = actual.flatMap((own, text) =>
          own.map((value, token) => Math.abs(value - (expected[text]?.[token] as number))),
        );
        expect(Math.max(...differences)).toBeLessThan(1e-4);
      }
    },
  );

  it('sums over words, texts and the corpus', async () => {
    const scored = await pseudoLogLikelihood(encoder, fixture.texts, { head });
    const [first] = scored.texts;
    expect(first?.words.map(({ text, tokens }) => [text, tokens])).toEqual([
      ['the', 1],
      ['hooligan', 3],
      ['wrecked', 1],
      ['the', 1],
      ['vehicle', 1],
      ['.', 1],
    ]);
    const sums = fixture.scores['word-l2r'].map((own) => own.reduce((a, b) => a + b, 0));
    scored.texts.forEach(({ logLikelihood, words }, i) => {
      expect(logLikelihood).toBeCloseTo(sums[i] as number, 3);
      expect(words.reduce((sum, { logProbability }) => sum + logProbability, 0)).toBeCloseTo(
        logLikelihood,
        6,
      );
    });
    const total = sums.reduce((a, b) => a + b, 0);
    const tokens = fixture.scores['word-l2r'].flat().length;
    expect(scored.logLikelihood).toBeCloseTo(total, 3);
    expect(scored.tokenCount).toBe(tokens);
    expect(scored.perplexity).toBeCloseTo(Math.exp(-total / tokens), 2);
    expect(scored.wordPerplexity).toBeCloseTo(Math.exp(-total / scored.wordCount), 1);
    const pair = scored.texts.at(-1);
    expect(pair?.words.map(({ text, sequence }) => `${sequence} ${text}`)).toEqual([
      '0 the',
      '0 traveler',
      '0 lost',
      '1 a',
      '1 souvenir',
      '1 .',
    ]);
  });

  it('keeps the digits of probabilities that float32 cannot hold', async () => {
    const bias = encoder.extras.get('cls.predictions.bias') as HostTensor;
    const [keys] = ['keys'].map((token) => encoder.tokenizer?.vocabulary.idOf(token) as number);
    const lowered = Float32Array.from(bias.data, (value, id) => (id === keys ? value - 150 : value));
    const extras = new Map(encoder.extras).set('cls.predictions.bias', { ...bias, data: lowered });
    const reluctant = new Proxy(encoder, {
      get: (target, name) => {
        const value: unknown = name === 'extras' ? extras : Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const options = { head, variant: 'original' } as const;
    const [usual] = logProbabilities(await pseudoLogLikelihood(encoder, ['the keys'], options));
    const [lower] = logProbabilities(await pseudoLogLikelihood(reluctant, ['the keys'], options));
    const others = Math.log1p(-Math.exp(usual?.[1] as number));
    expect(lower?.[1]).toBeCloseTo((usual?.[1] as number) - 150 - others, 3);
  });

  it('runs equal masked copies once', async () => {
    const texts = ['the keys are lost', 'the keys are wrecked', 'the keys are lost'];
    const copies = async (variant: PseudoLikelihoodVariant) =>
      (await pseudoLogLikelihood(encoder, texts, { head, variant })).copies;
    expect(await copies('original')).toBe(4 + 3); // the copy with the last word masked is the same
    expect(await copies('global-l2r')).toBe(4);
    const word = await pseudoLogLikelihood(encoder, ['the hooligan'], { head, variant: 'whole-word' });
    expect(word.copies).toBe(2);
    expect(word.tokenCount).toBe(4);
  });

  it('reads empty and long texts', async () => {
    const long = Array.from({ length: 30 }, (_, i) => (i % 3 === 0 ? 'hooligan' : 'keys')).join(' ');
    const cut = await pseudoLogLikelihood(encoder, ['', long], { head });
    expect(cut.texts[0]).toMatchObject({ logLikelihood: 0, tokens: [], words: [], perplexity: Number.NaN });
    expect(cut.texts[1]).toMatchObject({ tokenCount: 18, truncated: 32 });
    const whole = await pseudoLogLikelihood(encoder, ['😀', long], { head, long: 'windows' });
    expect(whole.texts[1]).toMatchObject({ tokenCount: 50, wordCount: 30, truncated: 0 });
    expect(whole.texts[0]?.tokens.map(({ token }) => token)).toEqual(['[UNK]']);
    expect((await pseudoLogLikelihood(encoder, [], { head })).perplexity).toBeNaN();
  });

  it('leaves no tensors behind', async () => {
    const before = tf.memory().numTensors;
    await pseudoLogLikelihood(encoder, fixture.texts, { head });
    await expect(pseudoLogLikelihood(encoder, ['a'], { head, signal: AbortSignal.abort() })).rejects.toThrow(
      /stopped by its signal/,
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  it('goes on where a log ends, even one that was cut short', async () => {
    const log = join(folder, 'scores.jsonl');
    const controller = new AbortController();
    const seen: number[] = [];
    const progress = (done: number) => {
      seen.push(done);
      if (done > 0) controller.abort();
    };
    const options = { head, log, batchTokens: 8 };
    await expect(
      pseudoLogLikelihood(encoder, fixture.texts, { ...options, progress, signal: controller.signal }),
    ).rejects.toThrow(/written to the log is not scored again/);
    expect(seen.at(-1)).toBeGreaterThan(0);
    await appendFile(log, '{"torn');
    const resumed: number[] = [];
    const scored = await pseudoLogLikelihood(encoder, fixture.texts, {
      ...options,
      progress: (done) => resumed.push(done),
    });
    expect(resumed[0]).toBe(seen.at(-1));
    expect(resumed.at(-1)).toBe(fixture.texts.length);
    const again = await pseudoLogLikelihood(encoder, fixture.texts, options);
    expect(again.copies).toBe(0);
    expect({ ...again, copies: 0 }).toEqual({ ...scored, copies: 0 });
    const lines = (await readFile(log, 'utf8')).trim().split('\n');
    expect(JSON.parse(lines[0] as string)).toMatchObject({ kind: 'pseudo-likelihood', variant: 'word-l2r' });

    await expect(pseudoLogLikelihood(encoder, ['a'], { ...options, variant: 'original' })).rejects.toThrow(
      /holds pseudo-likelihoods 'word-l2r' of some model, not pseudo-likelihoods 'original'/,
    );
    const other = join(folder, 'other.jsonl');
    await writeFile(other, '"text"\n');
    await expect(pseudoLogLikelihood(encoder, ['a'], { head, log: other })).rejects.toThrow(
      /holds something else/,
    );
  });

  it('refuses encoders that cannot predict, and options', async () => {
    const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'a'];
    const shape = bertConfig({ layers: 1, hiddenSize: 4, heads: 1, intermediateSize: 4, positions: 8 });
    const bare = createEncoder(shape, { tokenizer: wordPieceTokenizer({ vocabulary }), seed: 1 });
    await expect(pseudoLogLikelihood(bare, ['a'], { head })).rejects.toThrow(/no masked language model head/);
    const unmasked = createEncoder(shape, {
      tokenizer: wordPieceTokenizer({
        vocabulary: vocabulary.filter((token) => token !== '[MASK]'),
        special: { mask: undefined },
      }),
      seed: 1,
    });
    await expect(pseudoLogLikelihood(unmasked, ['a'], { head })).rejects.toThrow(/no mask token/);
    const wrong = { head, variant: 'all' as PseudoLikelihoodVariant };
    await expect(pseudoLogLikelihood(encoder, ['a'], wrong)).rejects.toThrow(/'variant' is 'all'/);
    await expect(pseudoLogLikelihood(encoder, ['a'], { head, batchTokens: 0 })).rejects.toThrow(
      /at most 0 tokens/,
    );
  });
});
