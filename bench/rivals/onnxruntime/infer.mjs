/**
 * Sentence vectors by ONNX Runtime alone: the ONNX model that PyTorch wrote, in batches of about equal length. It takes the
 * onnxruntime-node that the `onnxruntime` engine runs on.
 */
import { createRequire } from 'node:module';
import { serve } from '../../ours/protocol.mjs';

const require = createRequire(
  new URL('../../../packages/tfjs-backend-onnxruntime/package.json', import.meta.url),
);

await serve(async (file, { model, lengths, batch, threads }) => {
  const { InferenceSession, Tensor } = require('onnxruntime-node');
  const { version } = require('onnxruntime-node/package.json');
  const session = await InferenceSession.create(file, {
    intraOpNumThreads: threads,
    graphOptimizationLevel: 'all',
  });
  const sorted = lengths.toSorted((a, b) => a - b);
  const batches = [];
  for (let i = 0; i < sorted.length; i += batch) batches.push(padded(sorted.slice(i, i + batch)));

  function padded(lengths) {
    const longest = Math.max(...lengths);
    const shape = [lengths.length, longest];
    const ids = new BigInt64Array(lengths.length * longest);
    const mask = new Float32Array(ids.length);
    for (const [row, length] of lengths.entries())
      for (let i = row * longest; i < row * longest + length; i++) {
        ids[i] = BigInt(1000 + ((i * 7919) % (model.vocabulary - 1522)));
        mask[i] = 1;
      }
    return { ids: new Tensor('int64', ids, shape), mask: new Tensor('float32', mask, shape) };
  }

  return {
    facts: { version: `onnxruntime-node-${version}`, threads },
    measure: async () => {
      const start = performance.now();
      for (const feeds of batches) await session.run(feeds);
      return { seconds: (performance.now() - start) / 1000 };
    },
  };
});
