import * as tf from '@tensorflow/tfjs';

/** A comparison is constant almost everywhere: nothing goes back through it. */
function comparisonGradient(kernelName: string): tf.GradConfig {
  return {
    kernelName,
    inputsToSave: ['a', 'b'],
    gradFunc: (_, saved) => {
      const [a, b] = saved as [tf.Tensor, tf.Tensor];
      return { a: () => tf.zeros(a.shape), b: () => tf.zeros(b.shape) };
    },
  };
}

/** The gradients of comparisons, without which `where(greater(x, 0), …)` of a trained `x` throws. */
export const comparisonGradients: readonly tf.GradConfig[] = [
  'Greater',
  'GreaterEqual',
  'Less',
  'LessEqual',
  'Equal',
  'NotEqual',
].map(comparisonGradient);
