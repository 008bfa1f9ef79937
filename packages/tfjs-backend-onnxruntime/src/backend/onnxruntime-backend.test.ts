import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import '../index.js';
import type { OnnxRuntimeBackend } from './onnxruntime-backend.js';

const LENGTH = 2 ** 16;

describe('OnnxRuntimeBackend', () => {
  let backend: OnnxRuntimeBackend;

  beforeAll(async () => {
    await tf.setBackend('onnxruntime');
    backend = tf.backend() as OnnxRuntimeBackend;
  });

  const tensor = (length = LENGTH) =>
    tf
      .engine()
      .makeTensorFromTensorInfo(
        backend.output([length], 'float32', backend.take('float32', length).fill(1)),
        backend,
      );

  const bufferOf = (x: tf.TensorInfo) => (backend.values(x) as Float32Array).buffer;

  it('is the one that TensorFlow.js uses after setBackend', () => {
    expect(tf.getBackend()).toBe('onnxruntime');
    expect(tf.tensor1d([1, 2]).add(1).dataSync()).toEqual(Float32Array.of(2, 3));
  });

  it('lends the array of a disposed tensor again', () => {
    const x = tensor();
    const buffer = bufferOf(x);
    x.dispose();
    const y = tensor();
    expect(bufferOf(y)).toBe(buffer);
    y.dispose();
  });

  it('keeps an array while another tensor shares it', () => {
    const x = tensor();
    const y = x.reshape([2, LENGTH / 2]);
    expect(bufferOf(y)).toBe(bufferOf(x));
    expect(backend.isPrivate(y)).toBe(false);
    x.dispose();
    expect(backend.isPrivate(y)).toBe(true);
    const z = tensor();
    expect(bufferOf(z)).not.toBe(bufferOf(y));
    y.dispose();
    z.dispose();
  });

  it('never changes what dataSync and data have handed out', async () => {
    for (const length of [LENGTH, LENGTH - 3]) {
      const x = tensor(length);
      const [read, readLater] = [x.dataSync(), await x.data()];
      expect(backend.isPrivate(x)).toBe(length !== LENGTH);
      x.dispose();
      const others = [tensor(length), tensor(length)];
      for (const other of others) (backend.values(other) as Float32Array).fill(9);
      expect([read[0], read.at(-1), readLater[0]]).toEqual([1, 1, 1]);
      for (const other of others) other.dispose();
    }
  });

  it('does not lend an array again that two storages lie in', () => {
    const x = tensor();
    const part = backend.makeTensorInfo([2], 'float32', (backend.values(x) as Float32Array).subarray(1, 3));
    const buffer = bufferOf(x);
    expect(backend.isPrivate(x)).toBe(false);
    x.dispose();
    const y = tensor();
    expect(bufferOf(y)).not.toBe(buffer);
    y.dispose();
    backend.disposeData(part.dataId);
  });

  it('leaves arrays of the program alone', () => {
    const mine = new Float32Array(LENGTH).fill(3);
    const x = tf.tensor1d(mine);
    expect(backend.isPrivate(x)).toBe(false);
    x.dispose();
    const y = tensor();
    expect(bufferOf(y)).not.toBe(mine.buffer);
    y.dispose();
  });

  it('says what was asked for and what there is where memory runs out', () => {
    expect(() => backend.take('float32', 2 ** 50)).toThrow(
      /There is no memory for 1125899906842624 elements of float32; tensors take \d+ MiB.*smaller batches/,
    );
  });
});
