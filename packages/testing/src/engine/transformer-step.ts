import * as tf from '@tensorflow/tfjs';
import { sample } from './nd-array.js';

const [BATCH, LENGTH, HEADS, SIZE, INNER, VOCABULARY] = [4, 24, 4, 64, 192, 90];

/** Loss and gradients of a small transformer layer over embeddings: big enough for several threads to take part. */
export async function transformerStep(): Promise<number[][]> {
  const matrices = {
    embeddings: [VOCABULARY, SIZE],
    query: [SIZE, SIZE],
    key: [SIZE, SIZE],
    value: [SIZE, SIZE],
    up: [SIZE, INNER],
    down: [INNER, SIZE],
  };
  const variables = Object.fromEntries(
    Object.entries(matrices).map(([name, shape], salt) => {
      const { data } = sample(shape, 50 + salt, 0.2);
      return [
        name,
        tf.tidy(() => tf.variable(tf.tensor2d(Float32Array.from(data), shape as [number, number]))),
      ];
    }),
  ) as Record<keyof typeof matrices, tf.Variable<tf.Rank.R2>>;
  const { value, grads } = tf.variableGrads(() => loss(variables), Object.values(variables));
  const bits = [value, ...Object.values(variables).map(({ name }) => grads[name] as tf.Tensor)];
  const read = await Promise.all(bits.map(async (tensor) => Array.from(await tensor.data())));
  tf.dispose([bits, variables]);
  return read;
}

function loss({
  embeddings,
  query,
  key,
  value,
  up,
  down,
}: Record<string, tf.Variable<tf.Rank.R2>>): tf.Scalar {
  const ids = tf.tensor1d(
    Int32Array.from({ length: BATCH * LENGTH }, (_, i) => (i * i * 7 + i) % VOCABULARY),
    'int32',
  );
  const tokens = tf.gather(embeddings as tf.Tensor2D, ids);
  const split = (weights: tf.Tensor2D | undefined) =>
    tokens
      .matMul<tf.Tensor2D>(weights as tf.Tensor2D)
      .reshape([BATCH, LENGTH, HEADS, SIZE / HEADS])
      .transpose<tf.Tensor4D>([0, 2, 1, 3]);
  const scores = tf.matMul(split(query), split(key), false, true).div(Math.sqrt(SIZE / HEADS));
  const context = tf
    .matMul(tf.softmax(scores), split(value))
    .transpose([0, 2, 1, 3])
    .reshape<tf.Tensor2D>([BATCH * LENGTH, SIZE]);
  const hidden = normalized(tokens.add(context));
  const inner = hidden.matMul<tf.Tensor2D>(up as tf.Tensor2D);
  const active = inner.mul<tf.Tensor2D>(tf.erf(inner.mul(Math.SQRT1_2)).add(1).mul(0.5));
  const out = normalized(hidden.add(active.matMul(down as tf.Tensor2D)));
  return tf
    .logSoftmax(out)
    .mul(tf.oneHot(ids.mod(tf.scalar(SIZE, 'int32')), SIZE))
    .sum()
    .neg()
    .asScalar();
}

function normalized(x: tf.Tensor2D): tf.Tensor2D {
  const { mean, variance } = tf.moments(x, -1, true);
  return x.sub(mean).mul(variance.add(1e-12).rsqrt());
}
