import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type MixingParts, mixingEncoder, mixingTexts } from '../../fixtures/mixing-encoder.js';
import { encoderConformance } from '../index.js';

beforeAll(() => tf.setBackend('cpu'));

describe('a right encoder', () => {
  for (const { name, run } of encoderConformance({ encoder: mixingEncoder(), inputs: mixingTexts }))
    it(name, async () => {
      const before = tf.memory().numTensors;
      await run();
      expect(tf.memory().numTensors).toBe(before);
    });
});

describe('an encoder that is wrong', () => {
  it.each<[string, Partial<MixingParts>, string]>([
    [
      'reads padding',
      { context: (states) => states.mean(1, true) },
      'has other states alone than in a batch',
    ],
    [
      'pools padding',
      { states: ({ all }) => ({ pooled: (layer) => all(layer).mean(1) }) },
      "pooled 'first', differs from what its tokens give",
    ],
    [
      'finds other positions',
      {
        states: ({ at }) => ({
          at: (layer, { rows, columns }) => at(layer, { rows, columns: columns.map(() => 0) }),
        }),
      },
      'at single positions differs',
    ],
    [
      'draws on its own',
      { states: ({ all }) => ({ all: (layer) => all(layer).add(Math.random()) }) },
      'The second pass gives other bits',
    ],
    [
      'draws in training on its own',
      {
        instance: ({ forward }) => ({
          forward: (batch, mode, route) => {
            const states = forward(batch, mode, route);
            return mode.training
              ? { ...states, all: (layer) => states.all(layer).add(Math.random()) }
              : states;
          },
        }),
      },
      'Equal random numbers give other bits in training',
    ],
    [
      'gives what nobody demanded',
      {
        states: ({ all }, { size, length }) => ({
          all: (layer) => (layer === 2 ? all(2) : tf.ones([size, length, 6])),
        }),
      },
      'can be read although only layer 2 was demanded',
    ],
    [
      'cuts the gradient',
      {
        context: (states, mask) =>
          tf.tensor3d(
            tf.tidy(() => states.mul(mask).sum(1, true).div(mask.sum(1, true))).arraySync() as number[][][],
          ),
      },
      'is wrong: along a direction',
    ],
    [
      'orders its weights otherwise',
      { instance: ({ weights }) => ({ weights: async () => new Map([...(await weights())].reverse()) }) },
      'The weights stand in another order',
    ],
    [
      'saves initial weights',
      {
        instance: ({ weights }) => ({
          weights: async () =>
            new Map(
              [...(await weights())].map(([name, { shape, data }]) => [
                name,
                { shape, data: data.map((x) => x / 2) },
              ]),
            ),
        }),
      },
      'The encoder with these weights has other hidden states',
    ],
    ['keeps its variables', { instance: () => ({ dispose: () => {} }) }, 'tensors are left after dispose'],
    [
      'keeps batches',
      {
        instance: ({ prepare }) => ({
          prepare: async (encodings, demand) => ({
            ...(await prepare(encodings, demand)),
            dispose: () => {},
          }),
        }),
      },
      'prepare and forward leave|they leave',
    ],
    [
      'drops otherwise where little is read',
      {
        instance: ({ prepare, forward }) => {
          let alone = false;
          return {
            prepare: (encodings, demand) => {
              alone = demand.reads.length === 1;
              return prepare(encodings, demand);
            },
            forward: (batch, mode) => {
              const states = forward(batch, mode);
              if (!mode.training || !alone) return states;
              return { ...states, pooled: (layer, pooling) => states.pooled(layer, pooling).add(1) };
            },
          };
        },
      },
      'has another state in training when it is read alone',
    ],
    [
      'remembers other states',
      {
        instance: ({ prepare, forward }) => {
          let again = true;
          return {
            prepare: (encodings, demand, options) => {
              again = options?.reusable ?? true;
              return prepare(encodings, demand);
            },
            forward: (batch, mode) => {
              const states = forward(batch, mode);
              return again ? { ...states, all: (layer) => states.all(layer).add(1) } : states;
            },
          };
        },
      },
      'a text that comes again has other states',
    ],
    [
      'has a parameter too few',
      { instance: ({ parameters }) => ({ parameters: parameters.slice(1) }) },
      'the instance has other parameters',
    ],
  ])('%s', async (_, broken, message) => {
    const messages: string[] = [];
    for (const { run } of encoderConformance({ encoder: mixingEncoder(broken), inputs: mixingTexts }))
      await run().catch((error: Error) => messages.push(error.message));
    expect(messages.join('\n')).toMatch(new RegExp(message));
  });

  it('is given too few inputs', () => {
    expect(() => encoderConformance({ encoder: mixingEncoder(), inputs: ['One.'] })).toThrow(
      'at least three',
    );
  });
});
