import { type JsonObject, TomoniError } from '@tomoni/spec';
import { checkDropoutRate } from '../dropout/keep-mask.js';
import { type Activation, activations } from '../operations/activation.js';

/** The shape of an encoder over numbers. */
export interface VectorConfig<Sizes extends readonly number[] = readonly number[]> {
  /** Numbers per example. */
  readonly inputSize: number;
  /** Width of each layer, from the lowest to the highest. */
  readonly hiddenSizes: Sizes;
  readonly activation: Activation;
  /** Dropout after each layer's activation. */
  readonly dropout: number;
}

/** `model_type` of its configuration files. */
export const vectorModelType = 'tomoni-vector';

/**
 * Checks a configuration.
 *
 * @throws TomoniError `invalid-argument` where a size, the activation or the rate cannot be
 */
export function checkVectorConfig({ inputSize, hiddenSizes, activation, dropout }: VectorConfig): void {
  for (const size of [inputSize, ...hiddenSizes])
    if (!Number.isSafeInteger(size) || size < 1)
      refuse(
        `${size} is not a width.`,
        'Give whole numbers of at least 1 for `inputSize` and `hiddenSizes`.',
      );
  if (hiddenSizes.length === 0) refuse('The encoder has no layers.', 'Give at least one hidden size.');
  if (!Object.hasOwn(activations, activation))
    refuse(`There is no activation '${activation}'.`, `Give one of ${Object.keys(activations).join(', ')}.`);
  checkDropoutRate(dropout);
}

/** The fields of the configuration file. */
export function vectorConfigJson({ inputSize, hiddenSizes, activation, dropout }: VectorConfig): JsonObject {
  return {
    model_type: vectorModelType,
    input_size: inputSize,
    hidden_sizes: hiddenSizes,
    activation,
    dropout,
  };
}

function refuse(what: string, remedy: string): never {
  throw new TomoniError({ code: 'invalid-argument', what, remedy });
}
