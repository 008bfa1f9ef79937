import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BACKEND_NAME } from '../backend/onnxruntime-backend.js';
import { registerOnnxRuntime } from '../backend/register.js';
import { breakEven } from '../kernels/break-even.js';
import type { ActivationName } from './activations.js';
import { callGradient, callLayer } from './fixtures/call-layer.js';
import { difference, largest } from './fixtures/difference.js';
import { inScope } from './fixtures/in-scope.js';
import { plainLayer } from './fixtures/plain-layer.js';
import { type RandomLayer, randomLayer, randomNumbers } from './fixtures/random-layer.js';
import { differentiable } from './layer-graphs.js';

/** Output, attention maps and gradients of a layer. */
interface Results {
  readonly output: Float32Array;
  readonly probabilities: Float32Array;
  readonly gradients: Readonly<Record<string, Float32Array>>;
}

const small: RandomLayer = { hidden: 16, inner: 24, heads: 4, batch: 3, length: 5, lengths: [5, 2, 4] };
const everywhere = ['attention', 'attentionOutput', 'output'] as const;
const firstTokens = [0, 5, 10];
const twoTokens = [0, 3, 6, 6, 14, 10];
const longTexts: RandomLayer = { ...small, hidden: 64, length: 40, lengths: [40, 25, 3] };

beforeAll(registerOnnxRuntime);

function outputGradient(like: Tensor): Tensor {
  const random = randomNumbers(7);
  return tf.tensor(
    Float32Array.from({ length: like.size }, () => random() * 2 - 1),
    like.shape,
  );
}

/** By single operations on the backend `cpu`. */
async function expected(layer: RandomLayer, wanted: readonly string[]): Promise<Results> {
  await tf.setBackend('cpu');
  return inScope(() => {
    const { inputs, attributes } = randomLayer(layer);
    const { output, probabilities } = plainLayer(inputs, attributes);
    const forward = (...values: Tensor[]) =>
      plainLayer({ ...inputs, ...Object.fromEntries(wanted.map((name, i) => [name, values[i]])) }, attributes)
        .output;
    const at = wanted.map((name) => inputs[name] as Tensor);
    const gradients = at.length === 0 ? [] : tf.grads(forward)(at, outputGradient(output));
    return results(output, probabilities, wanted, gradients);
  });
}

/** By the kernels. */
async function computed(layer: RandomLayer, wanted: readonly string[]): Promise<Results> {
  await tf.setBackend(BACKEND_NAME);
  return inScope(() => {
    const { inputs, attributes: given } = randomLayer(layer);
    const attributes = { ...given, gradients: wanted, probabilities: true };
    const { output, probabilities, saved } = callLayer(inputs, attributes);
    const gradient = outputGradient(output);
    const gradients = wanted.length === 0 ? [] : callGradient(gradient, inputs, attributes, saved);
    return results(output, probabilities as Tensor, wanted, gradients);
  });
}

function results(
  output: Tensor,
  probabilities: Tensor,
  wanted: readonly string[],
  gradients: readonly Tensor[],
): Results {
  const numbers = (tensor: Tensor | undefined) => Float32Array.from(tensor?.dataSync() ?? []);
  return {
    output: numbers(output),
    probabilities: numbers(probabilities),
    gradients: Object.fromEntries(wanted.map((name, i) => [name, numbers(gradients[i])])),
  };
}

/** Attention maps, 0 for padding that was left out: there they are those of no query. */
function mapsOfTokens({ packed, heads, length, lengths }: RandomLayer, maps: Float32Array): Float32Array {
  return maps.map((value, i) => {
    const query = Math.floor(i / length) % length;
    const text = Math.floor(i / (heads * length * length));
    return packed && query >= (lengths?.[text] ?? length) ? 0 : value;
  });
}

async function expectAgreement(layer: RandomLayer, wanted = differentiable): Promise<void> {
  const right = await expected(layer, wanted);
  const ours = await computed(layer, wanted);
  expect(difference(ours.output, right.output)).toBeLessThan(1e-5);
  const [maps, wantedMaps] = [ours, right].map(({ probabilities }) => mapsOfTokens(layer, probabilities));
  expect(difference(maps as Float32Array, wantedMaps as Float32Array)).toBeLessThan(1e-5);
  const scale = Math.max(1, ...Object.values(right.gradients).map(largest));
  for (const name of wanted) {
    const [actual = [], gradient = []] = [ours.gradients[name], right.gradients[name]];
    // That of the keys' bias is 0 but for rounding.
    const error = name === 'keyBias' ? largest(actual) / scale : difference(actual, gradient);
    expect(error, name).toBeLessThan(1e-4);
  }
}

const norms = ['post', 'pre'] as const;
const activationNames: ActivationName[] = ['gelu', 'gelu_tanh', 'relu', 'silu', 'tanh'];

describe('TransformerLayer and TransformerLayerGradient agree with single operations', () => {
  for (const norm of norms)
    for (const memory of ['save', 'recompute'] as const)
      for (const dropout of [[], everywhere, ['attention'], ['output']] as const) {
        const attributes = { norm, memory };
        const title = `${norm}, ${memory}, dropout at ${dropout.length} places (${dropout[0] ?? 'none'})`;
        it(`where all rows have a query: ${title}`, () => expectAgreement({ ...small, dropout, attributes }));
        it(`where padding is left out: ${title}`, () =>
          expectAgreement({ ...small, packed: true, dropout, attributes }));
        it(`where some have: ${title}`, () => {
          const positions = Array.from({ length: 12 }, (_, i) => Math.floor(i / 4) * 5 + (i % 4));
          return expectAgreement({ ...small, dropout, attributes, positions });
        });
        it(`where one has: ${title}`, () =>
          expectAgreement({ ...longTexts, dropout, attributes, positions: [0, 40, 80] }));
        it(`where two have, once the same: ${title}`, () =>
          expectAgreement({ ...longTexts, dropout, attributes, positions: [0, 24, 43, 43, 82, 80] }));
      }

  it.each(activationNames)('with the activation %s', async (activation) => {
    for (const norm of norms) await expectAgreement({ ...small, attributes: { activation, norm } });
  });

  it('for one text of one token', async () => {
    for (const norm of norms) {
      const one = { ...small, batch: 1, length: 1, lengths: [1], attributes: { norm } };
      await expectAgreement(one);
      await expectAgreement({ ...one, packed: true, dropout: everywhere });
      await expectAgreement({ ...one, dropout: everywhere, positions: [0] });
    }
  });

  it('for the gradients of the weights, and of some of them', async () => {
    const weights = differentiable.filter((name) => name !== 'states');
    const some = ['outputWeight', 'keyWeight', 'attentionNormBias'];
    for (const norm of norms)
      for (const wanted of [weights, some]) {
        await expectAgreement({ ...small, dropout: everywhere, attributes: { norm } }, wanted);
        await expectAgreement(
          { ...small, dropout: everywhere, attributes: { norm }, positions: firstTokens },
          wanted,
        );
      }
  });

  it.each(differentiable)('for the gradient of %s alone', async (name) => {
    for (const norm of norms)
      for (const positions of [undefined, firstTokens, twoTokens])
        await expectAgreement(
          { ...small, dropout: everywhere, attributes: { norm }, ...(positions && { positions }) },
          [name],
        );
  });
});

describe('in blocks', () => {
  const { BlockedProducts } = breakEven;
  const wide: RandomLayer = { hidden: 32, inner: 48, heads: 4, batch: 4, length: 12, lengths: [12, 9, 3, 8] };

  beforeEach(() => {
    breakEven.BlockedProducts = 0;
  });
  afterEach(() => {
    breakEven.BlockedProducts = BlockedProducts;
  });

  for (const norm of norms)
    for (const memory of ['save', 'recompute'] as const) {
      const layer = { ...wide, dropout: everywhere, attributes: { norm, memory } };
      it(`all rows: ${norm}, ${memory}`, () => expectAgreement(layer));
      it(`rows without padding: ${norm}, ${memory}`, () => expectAgreement({ ...layer, packed: true }));
    }

  it.each(activationNames)('with the activation %s', (activation) =>
    expectAgreement({ ...wide, attributes: { activation } }),
  );

  it.each(differentiable)('for the gradient of %s alone', (name) =>
    expectAgreement({ ...wide, dropout: everywhere }, [name]),
  );
});
