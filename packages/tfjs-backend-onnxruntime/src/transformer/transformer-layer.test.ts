import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BACKEND_NAME, OnnxRuntimeBackend } from '../backend/onnxruntime-backend.js';
import { registerOnnxRuntime } from '../backend/register.js';
import { breakEven } from '../kernels/break-even.js';
import { areBlocked } from './blocked-products.js';
import { callGradient, callLayer } from './fixtures/call-layer.js';
import { inScope } from './fixtures/in-scope.js';
import { type RandomLayer, randomLayer } from './fixtures/random-layer.js';
import { differentiable } from './layer-graphs.js';

const everywhere = ['attention', 'attentionOutput', 'output'] as const;
const layer: RandomLayer = {
  ...{ hidden: 64, inner: 96, heads: 4, batch: 4, length: 24 },
  dropout: everywhere,
  attributes: { gradients: differentiable, probabilities: true },
};
const { BlockedProducts } = breakEven;
const tokensAlone = { ...layer, lengths: [24, 3, 17, 9], packed: true };
const firstTokens = { ...layer, positions: [0, 24, 48, 72] };
const masked = { ...layer, positions: [1, 2, 3, 24, 29, 31, 50, 60, 70, 72, 90, 91] };

beforeEach(async () => {
  registerOnnxRuntime();
  await tf.setBackend(BACKEND_NAME);
});

afterEach(() => {
  breakEven.BlockedProducts = BlockedProducts;
});

/** Bytes of output, attention maps and gradients. */
function bytes(description: RandomLayer, seed = 1): Buffer[] {
  return inScope(() => {
    const { inputs, attributes } = randomLayer(description, seed);
    const { output, probabilities, saved } = callLayer(inputs, attributes);
    const gradients = callGradient(tf.sin(output), inputs, attributes, saved);
    const results = probabilities === undefined ? [output] : [output, probabilities];
    return [...results, ...gradients].map((tensor) =>
      Buffer.from(Float32Array.from(tensor.dataSync()).buffer),
    );
  });
}

describe('TransformerLayer', () => {
  it.each([
    ['all rows', layer],
    ['tokens alone', tokensAlone],
    ['first tokens', firstTokens],
    ['some rows', masked],
  ])('gives the same bits again, whatever ran before: %s', (_, description) => {
    const once = bytes(description);
    bytes({ ...description, length: 24, attributes: { ...description.attributes, memory: 'recompute' } }, 2);
    bytes({ ...layer, batch: 2, length: 50 }, 3);
    expect(bytes(description)).toEqual(once);
  });

  it('gives the same bits again where products are computed in blocks', () => {
    breakEven.BlockedProducts = 0;
    const padded = { ...layer, lengths: [24, 3, 17, 20], packed: true };
    for (const description of [layer, padded]) {
      const once = bytes(description);
      const attributes = { ...description.attributes, memory: 'recompute' } as const;
      bytes({ ...description, batch: 2 }, 3);
      expect(bytes({ ...description, attributes })).toEqual(once);
    }
  });

  it('lays the feed-forward network out in blocks where rows and widths are multiples of 16', () => {
    breakEven.BlockedProducts = 0;
    const innerShape = (description: RandomLayer) =>
      inScope(() => {
        const { inputs, attributes } = randomLayer(description);
        return callLayer(inputs, { ...attributes, gradients: ['outputWeight'] }).saved.map(
          ({ shape }) => shape,
        );
      });
    const norm = { norm: 'pre' } as const;
    expect(innerShape({ ...layer, length: 8, attributes: norm })).toEqual([
      areBlocked(32, 64, 96) ? [96, 32] : [32, 96],
    ]);
    expect(innerShape({ ...layer, length: 9, attributes: norm })).toEqual([[36, 96]]);
    expect(innerShape({ ...layer, length: 8, inner: 40, attributes: norm })).toEqual([[32, 40]]);
  });

  it('gives the same bits where activations are recomputed', () => {
    for (const description of [layer, tokensAlone, firstTokens, masked]) {
      const attributes = { ...description.attributes, memory: 'recompute' } as const;
      expect(bytes({ ...description, attributes })).toEqual(bytes(description));
    }
  });

  it('saves what the wanted gradients need and no more', () => {
    const saved = (changes: Partial<RandomLayer['attributes']>, description = layer) =>
      inScope(() => {
        const call = randomLayer({ ...description, attributes: { ...description.attributes, ...changes } });
        return callLayer(call.inputs, call.attributes).saved.map(({ shape }) => shape);
      });
    const [rows, inner, heads] = [
      [96, 64],
      [96, 96],
      [4, 4, 24, 16],
    ];
    expect(saved({})).toEqual([heads, heads, heads, rows, rows, inner, rows]);
    const packed = [
      [53, 64],
      [53, 96],
    ];
    expect(saved({}, tokensAlone).slice(3)).toEqual([packed[0], packed[0], packed[1], packed[0]]);
    expect(saved({ memory: 'recompute' })).toEqual([]);
    expect(saved({ gradients: [] })).toEqual([]);
    expect(saved({ gradients: ['outputNormWeight'] })).toEqual([rows]);
    expect(saved({ gradients: ['outputNormBias'] })).toEqual([]);
    expect(saved({ norm: 'pre', gradients: ['outputWeight'] })).toEqual([inner]);
  });

  it('takes from the pool what it gives back', () => {
    const backend = tf.backend();
    if (!(backend instanceof OnnxRuntimeBackend)) throw new TypeError('another backend is set');
    const large: RandomLayer = { ...layer, hidden: 128, inner: 256, batch: 8, length: 32 };
    bytes(large);
    const { numTensors, numDataBuffers, numBytes } = tf.memory();
    const { lent } = backend.poolUsage;
    for (const description of [large, { ...large, positions: Array.from({ length: 8 }, (_, i) => 32 * i) }]) {
      tf.tidy(() => {
        const { inputs, attributes } = randomLayer(description);
        const { output, saved } = callLayer(inputs, attributes);
        callGradient(tf.ones(output.shape), inputs, attributes, saved);
      });
      expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers, numBytes });
      expect(backend.poolUsage.lent).toBe(lent);
    }
  });

  it('gives a text the same bits in whatever company', () => {
    const beside = (neighbour: number, description: RandomLayer) =>
      tf.tidy(() => {
        const { inputs, attributes } = randomLayer({ ...description, dropout: [], attributes: {} });
        const [text, ...others] = tf.split(inputs.states as tf.Tensor2D, 4);
        const states = tf.concat([text as tf.Tensor, ...others.map((other) => tf.mul(other, neighbour))]);
        const { output } = callLayer({ ...inputs, states }, attributes);
        return (tf.split(output, 4)[0] as tf.Tensor).dataSync();
      });
    for (const description of [layer, tokensAlone, masked, firstTokens])
      expect(beside(-3, description)).toEqual(beside(1, description));
  });
});

describe('TransformerLayer refuses', () => {
  const call = (changes: Partial<RandomLayer>) => () =>
    tf.tidy(() => {
      const { inputs, attributes } = randomLayer({ ...layer, dropout: [], ...changes });
      return callLayer(inputs, attributes).output;
    });

  it('sizes that do not fit each other', () => {
    expect(call({ attributes: { length: 23 } })).toThrow(/96,64.* not those of 4 texts of 23 tokens/);
    expect(call({ attributes: { heads: 5 } })).toThrow(/5 heads cannot share the width 64/);
    const wide = () =>
      tf.tidy(() => {
        const { inputs, attributes } = randomLayer({ ...layer, dropout: [] });
        return callLayer({ ...inputs, valueWeight: tf.ones([64, 63]) }, attributes).output;
      });
    expect(wide).toThrow(/valueWeight/);
  });

  it('positions outside their text, or not as many in each', () => {
    expect(call({ positions: [0, 24, 48, 0] })).toThrow(/position 0 is not in text 3 of 24 tokens/);
    expect(call({ positions: [0, 24, 48, 96] })).toThrow(/position 96 is not in text 3/);
    expect(call({ positions: [0, 24, 48, 72], packed: true })).toThrow(/positions or present rows, not both/);
    expect(call({ positions: [0, 1, 24, 48, 72] })).toThrow(
      /5 positions are not the same number in each of 4 texts/,
    );
  });

  it('rows outside the batch, or out of order, as those that are no padding', () => {
    for (const rows of [
      [3, 2],
      [5, 5],
      [95, 96],
      [-1, 0],
    ]) {
      const packed = () =>
        tf.tidy(() => {
          const { inputs, attributes } = randomLayer({ ...layer, dropout: [] });
          return callLayer({ ...inputs, present: tf.tensor1d(rows, 'int32') }, attributes).output;
        });
      expect(packed).toThrow(/rows that are no padding/);
    }
  });

  it('activations and gradients that it does not know, and calls without an input', () => {
    const unknown = { activation: 'swish' } as object;
    expect(call({ attributes: unknown })).toThrow(/no activation swish/);
    expect(call({ attributes: { gradients: ['bias'] } })).toThrow(/The input bias .* has no gradient/);
    const incomplete = () =>
      tf.tidy(() => {
        const { inputs, attributes } = randomLayer(layer);
        const { keyWeight, ...rest } = inputs;
        return callLayer(rest, attributes).output;
      });
    expect(incomplete).toThrow(/without its input keyWeight/);
  });
});
