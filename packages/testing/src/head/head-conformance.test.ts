import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { linearRegression, type Parts } from '../../fixtures/linear-regression.js';
import { headConformance } from '../index.js';

const labels = [1, 2.5, undefined, -1, 0.5, 3];
const wrongLabels = [Number.NaN];

describe.each(['texts', 'tokens'] as const)('a right head over %s', (over) => {
  for (const { name, run } of headConformance({ head: linearRegression(over), labels, wrongLabels }))
    it(name, async () => {
      const before = tf.memory().numTensors;
      await run();
      expect(tf.memory().numTensors).toBe(before);
    });
});

type BreakFitted = (fitted: Parts['fitted']) => Partial<Parts['fitted']>;
type BreakModule = (module: Parts['module']) => Partial<Parts['module']>;

/** Messages of the clauses that a head breaks. */
async function broken(breakFitted?: BreakFitted, breakModule?: BreakModule, over?: 'texts' | 'tokens') {
  const head = linearRegression(over, breakFitted, breakModule);
  const messages: string[] = [];
  for (const { run } of headConformance({ head, labels, wrongLabels }))
    await run().catch((error: Error) => messages.push(error.message));
  return messages;
}

describe('a head that is wrong', () => {
  let calls = 0;

  it.each<[string, BreakFitted, string]>([
    ['has another kind', () => ({ kind: 'other' }), 'The fitted head is of another kind.'],
    ['refuses known labels', () => ({ check: () => 'No.' }), 'check refuses label 0'],
    ['accepts everything', () => ({ check: () => undefined }), 'check accepts wrong label 0.'],
    ['saves what is no JSON', () => ({ toJSON: () => ({ mean: Number.NaN }) }), 'on its way through JSON'],
    ['saves too little', () => ({ toJSON: () => ({ mean: calls++ }) }), 'saves something else'],
    [
      'watches a score it has not',
      () => ({ score: { name: 'f1', better: 'higher' } }),
      "The score 'f1' is undefined",
    ],
  ])('%s', async (_, breakFitted, message) => {
    expect((await broken(breakFitted)).join('\n')).toContain(message);
  });

  it.each<[string, BreakModule, string]>([
    [
      'means its loss',
      ({ loss }) => ({ loss: (l, b) => loss(l, b).div(b.weight || 1) }),
      'losses of two parts',
    ],
    [
      'weighs every row',
      ({ collate }) => ({ collate: (l, e) => ({ ...collate(l, e), weight: l.length }) }),
      'missing label weigh',
    ],
    [
      'counts missing labels as 0',
      ({ collate }) => ({
        collate: (l, e) => ({ ...collate(l, e), mask: new Float32Array(l.length).fill(1) }),
      }),
      'missing label lose',
    ],
    [
      'loses a vector',
      ({ loss }) => ({ loss: (l, b) => loss(l, b).reshape([1]) as tf.Tensor as tf.Scalar }),
      'rank 1',
    ],
    ['loses NaN', ({ loss }) => ({ loss: (l, b) => loss(l, b).mul(Number.NaN) }), 'not a finite number'],
    [
      'mixes rows',
      () => ({ logits: (features) => features.sub(features.mean(0)).slice([0, 0], [-1, 1]) }),
      'depend on the other rows',
    ],
    [
      'drops rows',
      ({ logits }) => ({ logits: (f, m) => logits(f.slice([1, 0]), m) }),
      'rows of logits than rows of features',
    ],
    [
      'draws on its own',
      ({ logits }) => ({ logits: (f, m) => logits(f, m).add(m.training ? Math.random() : 0) }),
      'Equal random numbers',
    ],
    [
      'draws its variables',
      ({ variables }) => {
        variables.bias?.assign(tf.scalar(Math.random()));
        return {};
      },
      "The variable 'bias' differs",
    ],
    [
      'has a wrong gradient',
      ({ logits }) => ({
        logits: (features, mode) =>
          tf.customGrad((x, save) => {
            (save as tf.GradSaveFunc)([]);
            return { value: x as tf.Tensor, gradFunc: (dy: tf.Tensor) => dy.mul(2) };
          })(logits(features, mode)) as tf.Tensor2D,
      }),
      'The gradient of the features is wrong',
    ],
    [
      'leaves a variable out',
      ({ variables }) => ({
        variables: { ...variables, spare: variables.kernel?.clone().variable() as tf.Variable },
      }),
      "No gradient reaches the variable 'spare'",
    ],
    [
      'predicts too little',
      ({ decode }) => ({ decode: async (l, e) => (await decode(l, e)).slice(1) }),
      'predictions than texts',
    ],
    [
      'predicts by rank',
      ({ decode }) => ({ decode: async (l, e) => (await decode(l, e)).map((_, i) => i) }),
      'Predictions change with the batch',
    ],
    ['keeps logits', ({ decode }) => ({ decode: (l, e) => decode(l.clone(), e) }), 'decode and meter leave'],
    [
      'collates tensors',
      ({ collate }) => ({ collate: (l, e) => ({ ...collate(l, e), more: tf.scalar(1) }) }),
      'collate makes 1 tensors',
    ],
    [
      'forgets its bias',
      ({ variables }) => ({ dispose: () => variables.kernel?.dispose() }),
      '1 tensors are left after dispose',
    ],
    [
      'scores batch by batch',
      () => ({
        meter: () => {
          let last = 0;
          return {
            add: ({ labels: l }) => {
              last = l.length;
            },
            scores: () => ({ error: last }),
          };
        },
      }),
      'Scores change with the batches',
    ],
    [
      'scores what has no label',
      () => ({
        meter: () => {
          let count = 0;
          return {
            add: ({ labels: l }) => {
              count += l.length;
            },
            scores: () => ({ error: count }),
          };
        },
      }),
      'Rows without a label change the scores',
    ],
  ])('%s', async (_, breakModule, message) => {
    expect((await broken(undefined, breakModule)).join('\n')).toContain(message);
  });

  it('reads tokens and says nothing about positions', async () => {
    const silent: BreakModule = () => ({ positions: undefined as never });
    expect((await broken(undefined, silent, 'tokens')).join('\n')).toContain('has no positions to decode');
    const elsewhere: BreakModule = ({ collate }) => ({
      collate: (l, e) => {
        const batch = collate(l, e);
        return { ...batch, positions: { rows: Int32Array.of(0), columns: Int32Array.of(99) } };
      },
    });
    expect((await broken(undefined, elsewhere, 'tokens')).join('\n')).toContain('lies outside the texts');
  });

  it('is given too few labels', () => {
    expect(() => headConformance({ head: linearRegression(), labels: [1, 2, 3] })).toThrow('at least four');
  });
});
