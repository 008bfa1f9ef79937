import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKEND_NAME } from '../backend/onnxruntime-backend.js';
import { registerOnnxRuntime } from '../backend/register.js';
import { callGradient, callLayer } from './fixtures/call-layer.js';
import { difference, largest } from './fixtures/difference.js';
import { differentiable } from './layer-graphs.js';

interface NumbersOfShape {
  readonly shape: number[];
  readonly values: number[];
}

/** What make-torch-layers.py writes. */
interface TorchLayers {
  readonly batch: number;
  readonly length: number;
  readonly heads: number;
  readonly lengths: readonly number[];
  readonly scale: number;
  readonly epsilon: number;
  readonly cases: readonly {
    readonly name: string;
    readonly norm: 'post' | 'pre';
    readonly inputs: Readonly<Record<string, NumbersOfShape>>;
    readonly gradient: NumbersOfShape;
    readonly output: NumbersOfShape;
    readonly gradients: Readonly<Record<string, NumbersOfShape>>;
  }[];
}

const { cases, batch, length, heads, lengths, scale, epsilon }: TorchLayers = JSON.parse(
  readFileSync(new URL('./fixtures/torch-layers.json', import.meta.url), 'utf8'),
);

beforeAll(async () => {
  registerOnnxRuntime();
  await tf.setBackend(BACKEND_NAME);
});

function tensor(name: string, { shape, values }: NumbersOfShape): tf.Tensor {
  if (name.endsWith('Kept')) return tf.tensor(Uint8Array.from(values), shape, 'bool');
  return tf.tensor(values, shape, name === 'positions' ? 'int32' : 'float32');
}

describe('TransformerLayer and TransformerLayerGradient agree with PyTorch in float64', () => {
  it.each(cases)('$name', ({ norm, inputs, gradient, output, gradients }) => {
    const bias = lengths.flatMap((tokens) => Array.from({ length }, (_, i) => (i < tokens ? 0 : -1e9)));
    for (const memory of ['save', 'recompute'] as const)
      tf.tidy(() => {
        const tensors = {
          bias: tf.tensor(bias, [batch, 1, 1, length]),
          ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, tensor(name, value)])),
        };
        const attributes = {
          ...{ batch, length, heads, epsilon, norm, memory },
          activation: 'gelu',
          scales: { attention: scale, attentionOutput: scale, output: scale },
          gradients: differentiable,
          probabilities: false,
        } as const;
        const ours = callLayer(tensors, attributes);
        expect(difference(ours.output.dataSync(), output.values)).toBeLessThan(2e-6);
        const found = callGradient(tensor('gradient', gradient), tensors, attributes, ours.saved);
        const whole = Math.max(...Object.values(gradients).map(({ values }) => largest(values)));
        differentiable.forEach((name, i) => {
          const wanted = gradients[name]?.values ?? [];
          const actual = found[i]?.dataSync() ?? [];
          const error = name === 'keyBias' ? largest(actual) / whole : difference(actual, wanted);
          expect(error, name).toBeLessThan(1e-5);
        });
      });
  });
});
