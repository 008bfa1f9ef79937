import * as tf from '@tensorflow/tfjs';
import type { Annotation, Encoding, FittedGenerator, LabelGenerator, Rng } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { generatorConformance } from '../index.js';

type Label = readonly number[];

function generator(
  altersInput: boolean,
  spoil: (fitted: FittedGenerator<Label>) => Partial<FittedGenerator<Label>> = () => ({}),
): LabelGenerator<Label> {
  const fitted = (size: number): FittedGenerator<Label> => {
    const right: FittedGenerator<Label> = {
      redraws: altersInput,
      annotate: async (encodings, rng) =>
        altersInput ? encodings.map((encoding, i) => erase(encoding, rng.fork(i))) : encodings.map(label),
      segments: async (texts) => texts.map((text) => [{ start: 0, end: Math.min(1, text.length) }]),
      describe: () => ({ size }),
      toJSON: () => ({ size }),
    };
    return { ...right, ...spoil(right) };
  };
  return {
    kind: 'lengths',
    altersInput,
    fit: async ({ texts }) => fitted(texts.length),
    restore: async (saved) => fitted((saved as { size: number }).size),
  };
}

const label = ({ tokens }: Encoding): Annotation<Label> => ({ label: tokens.map((token) => token.length) });

/** Erases one token that is not special. */
function erase(encoding: Encoding, rng: Rng): Annotation<Label> {
  const ids = encoding.ids.slice();
  ids[1 + rng.integer(ids.length - 2)] = 4;
  return { label: Array.from(encoding.ids), input: { ...encoding, ids } };
}

describe.each([true, false])('a right generator, altering inputs: %s', (altersInput) => {
  for (const { name, run } of generatorConformance({ generator: generator(altersInput) })) it(name, run);
});

describe('a generator that is wrong', () => {
  let calls = 0;
  const input = (change: (encoding: Encoding) => Partial<Encoding>) =>
    generator(true, ({ annotate }) => ({
      annotate: async (encodings, rng) =>
        (await annotate(encodings, rng)).map((annotation) => {
          const altered = annotation.input as Encoding;
          return { ...annotation, input: { ...altered, ...change(altered) } };
        }),
    }));

  it.each<[string, LabelGenerator<Label>, string]>([
    [
      'fits otherwise each time',
      generator(false, () => ({ toJSON: () => ({ size: calls++ }) })),
      'Two fits on the same texts',
    ],
    [
      'forgets a text',
      generator(false, ({ annotate }) => ({ annotate: async (e, r) => (await annotate(e, r)).slice(1) })),
      'annotations than encodings',
    ],
    [
      'draws on its own',
      generator(false, () => ({ annotate: async (e) => e.map(() => ({ label: [Math.random()] })) })),
      'Equal random numbers give different annotations',
    ],
    ['says it does not draw', generator(true, () => ({ redraws: false })), 'although redraws is false'],
    ['says it draws', generator(false, () => ({ redraws: true })), 'although redraws is true'],
    [
      'does not alter',
      generator(true, () => ({ annotate: async (e) => e.map(label) })),
      'although altersInput is true',
    ],
    [
      'alters a special token',
      input(({ ids }) => ({ ids: ids.map((id, i) => (i === 0 ? 4 : id)) })),
      'other special tokens than its text',
    ],
    [
      'drops a token',
      input(({ ids }) => ({ ids: ids.slice(1) })),
      'more or fewer entries than there are tokens',
    ],
    [
      'writes into its input',
      generator(false, () => ({
        annotate: async (e) =>
          e.map((encoding) => {
            encoding.ids[1] = (encoding.ids[1] as number) + 1;
            return label(encoding);
          }),
      })),
      'writes into the encodings',
    ],
    [
      'saves too little',
      generator(false, () => ({ toJSON: () => ({ size: Number.NaN }) })),
      'on its way through JSON',
    ],
    [
      'gives segments across each other',
      generator(false, () => ({
        segments: async (t) =>
          t.map(() => [
            { start: 0, end: 3 },
            { start: 2, end: 4 },
          ]),
      })),
      'overlaps the one before',
    ],
    [
      'keeps tensors',
      generator(false, ({ annotate }) => ({
        annotate: (e, r) => {
          tf.scalar(1);
          return annotate(e, r);
        },
      })),
      'leave 1 tensors behind',
    ],
  ])('%s', async (_, wrong, message) => {
    const messages: string[] = [];
    for (const { run } of generatorConformance({ generator: wrong }))
      await run().catch((error: Error) => messages.push(error.message));
    expect(messages.join('\n')).toContain(message);
  });
});
