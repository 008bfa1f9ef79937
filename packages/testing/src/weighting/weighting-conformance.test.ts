import type { Weighting, WeightingMethod } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { weightingConformance } from '../index.js';

function method(create: WeightingMethod['create'], more: Partial<WeightingMethod> = {}): WeightingMethod {
  return { name: 'mine', description: 'mine', create, ...more };
}

/** Weights follow a running mean of the losses. */
function running(): Weighting {
  let means: number[] = [];
  return {
    needs: 'losses',
    weigh: (losses, { present }) => {
      means = Array.from(losses, (loss, i) =>
        present[i] ? 0.9 * (means[i] ?? 1) + 0.1 * loss : (means[i] ?? 1),
      );
      return Float64Array.from(means, (mean, i) => (present[i] ? 1 / mean : 0));
    },
    state: () => means,
    restore: (state) => {
      means = [...(state as number[])];
    },
  };
}

const memoryless = { state: () => null, restore: () => {} };

describe.each<[string, WeightingMethod]>([
  ['a right weighting over losses', method(running)],
  [
    'a right weighting over the Gramian',
    method(() => ({
      needs: 'gramian',
      scope: 'all',
      weigh: ({ size, values }, { present }) =>
        Float64Array.from(present, (is, i) => (is ? 1 / Math.sqrt(values[i * size + i] as number) : 0)),
      ...memoryless,
    })),
  ],
  [
    'a right aggregation',
    method(() => ({ needs: 'jacobian', aggregate: (block) => block.sum(0), ...memoryless })),
  ],
])('%s', (_, right) => {
  for (const { name, run } of weightingConformance({ method: right })) it(name, run);
});

const constant = (value: number): Weighting => ({
  needs: 'losses',
  weigh: (losses) => new Float64Array(losses.length).fill(value),
  ...memoryless,
});

describe('a weighting that is wrong', () => {
  let shared = 0;
  it.each<[string, WeightingMethod, string]>([
    ['weighs nothing', method(() => ({ ...constant(1) })), 'Without any task'],
    [
      'makes numbers of what is none',
      method(() => ({
        needs: 'gramian',
        scope: 'all',
        weigh: ({ size }) => new Float64Array(size),
        ...memoryless,
      })),
      'though one of the gradients is not',
    ],
    [
      'asks for losses that it cannot take',
      method(() => ({ ...constant(0), extra: 'after-update' })),
      "no function 'afterUpdate'",
    ],
    [
      'validates in silence',
      method(() => ({ ...constant(0), validation: { tasks: 'main', head: 'own' } })),
      'says what it wants to validate',
    ],
    [
      'tries absent tasks',
      method(() => ({
        ...constant(0),
        extra: 'validation',
        validation: { tasks: 'main', head: 'own', trial: ({ losses }) => losses.map(() => 1) },
      })),
      'is tried with 1',
    ],
    ['has no description', method(running, { description: '' }), 'no description'],
    ['weighs absent tasks', method(() => constant(1)), 'is absent in step'],
    ['gives NaN', method(() => constant(Number.NaN)), 'not a finite number'],
    [
      'gives one weight',
      method(() => ({ ...constant(1), weigh: () => Float64Array.of(1) }) as Weighting),
      'answered with 1 numbers, not 4',
    ],
    [
      'shares what it knows',
      method(
        () => ({ ...constant(0), weigh: (losses: Float64Array) => losses.map(() => shared++) }) as Weighting,
      ),
      'A second weighting answers otherwise',
    ],
    ['forgets its state', method(() => ({ ...running(), restore: () => {} })), 'has another state'],
    [
      'keeps half of its state',
      method(() => {
        let count = 0;
        return { ...constant(0), weigh: (losses: Float64Array) => losses.map(() => count++) } as Weighting;
      }),
      'goes on otherwise',
    ],
    [
      'reads losses in secret',
      method(() => ({ ...running(), readsLosses: false }) as Weighting),
      'although readsLosses is false',
    ],
    [
      'writes into the losses',
      method(() => ({ ...constant(0), weigh: (losses: Float64Array) => losses.fill(0) }) as Weighting),
      'writes into the losses',
    ],
    [
      'keeps tensors',
      method(() => ({ needs: 'jacobian', aggregate: (block) => block.add(1).sum(0), ...memoryless })),
      'leave 20 tensors behind',
    ],
    [
      'disposes of gradients',
      method(() => ({
        needs: 'jacobian',
        aggregate: (block) => {
          const sum = block.sum<never>(0);
          block.dispose();
          return sum;
        },
        ...memoryless,
      })),
      'which were borrowed',
    ],
  ])('%s', async (_, wrong, message) => {
    const messages: string[] = [];
    for (const { run } of weightingConformance({ method: wrong }))
      await run().catch((error: Error) => messages.push(error.message));
    expect(messages.join('\n')).toContain(message);
  });
});
