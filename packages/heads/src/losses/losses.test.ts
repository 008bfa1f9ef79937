import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { AnyHead, HeadModule, LabelBatch } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { onEachBackend } from '../../fixtures/backends.js';
import { encodingOf, headContext } from '../../fixtures/context.js';
import { expectNear, reference } from '../../fixtures/reference.js';
import { classification } from '../classification/classification.js';
import { multiLabel } from '../multi-label/multi-label.js';
import { ordinal } from '../ordinal/ordinal.js';
import { regression } from '../regression/regression.js';
import { classTargets } from './class-targets.js';
import { crossEntropy } from './cross-entropy.js';
import { sparseCrossEntropy } from './sparse-cross-entropy.js';

interface Case {
  readonly head: 'classification' | 'multiLabel' | 'regression' | 'ordinal';
  readonly options: object;
  readonly labels: readonly unknown[];
  readonly features: number[][];
  readonly weight: number[][];
  readonly bias: number[];
  readonly loss: number;
  readonly gradients: { features: number[][]; weight: number[][]; bias: number[] };
}

const heads: Record<Case['head'], (options: never) => AnyHead> = {
  classification,
  multiLabel,
  regression,
  ordinal,
};

const cases = reference<Case[]>('losses');
const training = { training: false } as const;

type AnyModule = HeadModule<unknown, unknown, object, LabelBatch>;

function moduleOf({ head, options, labels, weight, bias }: Case): AnyModule {
  const known = labels.map((label) => label ?? undefined);
  const width = (weight[0] as number[]).length;
  const module: AnyModule = heads[head](options as never)
    .fit(known)
    .build(headContext(width));
  tf.tidy(() => {
    module.variables.weight?.assign(tf.tensor2d(weight));
    module.variables.bias?.assign(tf.tensor1d(bias));
  });
  return module;
}

onEachBackend(() => {
  describe('losses and gradients', () => {
    it.each(cases.map((one) => [`${one.head} ${JSON.stringify(one.options)}`, one] as const))(
      'are those of PyTorch: %s',
      (_, one) => {
        const module = moduleOf(one);
        const labels = one.labels.map((label) => label ?? undefined);
        const batch = module.collate(
          labels,
          labels.map(() => encodingOf('a')),
        );
        const before = tf.memory().numTensors;
        const features = tf.tensor2d(one.features);
        const { weight, bias } = module.variables as Record<'weight' | 'bias', tf.Variable>;
        const lossOf = (x: Tensor2D) =>
          tf.div<Scalar>(module.loss(module.logits(x, training), batch), batch.weight);
        const { value, grads } = tf.variableGrads(() => lossOf(features), [weight, bias]);
        const own = tf.grad((x: Tensor) => lossOf(x as Tensor2D))(features);
        expectNear(value.dataSync(), [one.loss]);
        expectNear(own.dataSync(), one.gradients.features.flat());
        const [weightGradient, biasGradient] = Object.values(grads) as [Tensor, Tensor];
        expectNear(weightGradient.dataSync(), one.gradients.weight.flat());
        expectNear(biasGradient.dataSync(), one.gradients.bias);
        tf.dispose([features, value, grads, own]);
        expect(tf.memory().numTensors).toBe(before);
        module.dispose();
      },
    );

    it.each(cases.map((one) => [one.head, one] as const))('are 0 without a label: %s', (_, one) => {
      const module = moduleOf(one);
      const batch = module.collate([undefined, undefined], [encodingOf('a'), encodingOf('b')]);
      expect(batch.weight).toBe(0);
      const features = tf.tensor2d(one.features.slice(0, 2));
      const { value, grad } = tf.valueAndGrad((x: Tensor) =>
        module.loss(module.logits(x as Tensor2D, training), batch),
      )(features);
      expect(value.dataSync()[0]).toBeCloseTo(0, 30);
      for (const entry of grad.dataSync()) expect(entry).toBeCloseTo(0, 30);
      tf.dispose([features, value, grad]);
      module.dispose();
    });

    it('smooths labels as Hugging Face does', () => {
      const { targets } = classTargets([0], { weights: [1, 1, 1], smoothing: 0.1 });
      const loss = tf.tidy(() => crossEntropy(tf.tensor2d([[2, 0, -1]]), targets).dataSync()[0]);
      expect(loss).toBeCloseTo(0.3365126863, 6);
    });

    it('of a large vocabulary equal those of a table of targets', () => {
      const classes = Int32Array.of(3, 0, 6, 3);
      const { targets } = classTargets(classes, { weights: new Array(7).fill(1), smoothing: 0 });
      const values = Array.from({ length: 28 }, (_, i) => 5 * Math.sin(7 * i));
      tf.tidy(() => {
        const logits = tf.tensor2d(values, [4, 7]);
        const sparse = tf.valueAndGrad((x: Tensor) => tf.mul(sparseCrossEntropy(x as Tensor2D, classes), 3))(
          logits,
        );
        const dense = tf.valueAndGrad((x: Tensor) => tf.mul(crossEntropy(x as Tensor2D, targets), 3))(logits);
        expectNear(sparse.value.dataSync(), Array.from(dense.value.dataSync()));
        expectNear(sparse.grad.dataSync(), Array.from(dense.grad.dataSync()));
      });
    });

    it('stay finite for logits as large as single precision allows', () => {
      tf.tidy(() => {
        const logits = tf.tensor2d([[1e30, -1e30, 0]]);
        const { value, grad } = tf.valueAndGrad((x: Tensor) =>
          sparseCrossEntropy(x as Tensor2D, Int32Array.of(1)),
        )(logits);
        expect(value.dataSync()[0]).toBeGreaterThan(1e30);
        expect(Array.from(grad.dataSync())).toEqual([1, -1, 0]);
      });
    });

    it('are 0 where no position is read', () => {
      tf.tidy(() => {
        const none = tf.tensor2d([], [0, 4]);
        for (const loss of [
          (x: Tensor) => sparseCrossEntropy(x as Tensor2D, new Int32Array(0)),
          (x: Tensor) => crossEntropy(x as Tensor2D, new Float32Array(0)),
        ]) {
          const { value, grad } = tf.valueAndGrad(loss)(none);
          expect(value.dataSync()[0]).toBeCloseTo(0, 30);
          expect(grad.shape).toEqual([0, 4]);
        }
      });
    });
  });
});
