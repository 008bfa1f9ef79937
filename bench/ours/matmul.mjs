/** A matrix product here. */
import * as tf from '@tensorflow/tfjs';
import { startEngine } from './engine.mjs';
import { serve } from './protocol.mjs';

await serve(async (engine, { shape: [rows, inner, columns], repeats, threads }) => {
  const facts = await startEngine(engine, threads);
  const [a, b] = [tf.randomNormal([rows, inner]), tf.randomNormal([inner, columns])];
  return {
    facts,
    measure: async () => {
      const start = performance.now();
      for (let i = 0; i < repeats; i++) {
        const product = tf.matMul(a, b);
        await product.data();
        product.dispose();
      }
      return { seconds: (performance.now() - start) / 1000 };
    },
  };
});
