import type { Variable } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { type NamedHostTensors, TomoniError } from '@tomoni/spec';

/** A variable and the name it is saved under. */
export interface NamedVariable {
  readonly name: string;
  readonly variable: Variable;
}

/** The values of variables, on the host. */
export async function readVariables(variables: readonly NamedVariable[]): Promise<NamedHostTensors> {
  const tensors = await Promise.all(
    variables.map(async ({ name, variable }) => {
      const data = (await variable.data<'float32'>()).slice();
      return [name, { shape: variable.shape, data }] as const;
    }),
  );
  return new Map(tensors);
}

/**
 * Gives variables the values saved under their names.
 *
 * @param source what the values were read from, for the message
 * @throws TomoniError `mismatch` where a name is missing or a shape differs
 */
export function assignVariables(
  variables: readonly NamedVariable[],
  tensors: NamedHostTensors,
  source: string,
): void {
  for (const { name, variable } of variables) {
    const saved = tensors.get(name);
    if (saved === undefined || saved.shape.join() !== variable.shape.join())
      throw new TomoniError({
        code: 'mismatch',
        what:
          saved === undefined
            ? `${source} has no value for '${name}'.`
            : `${source} has '${name}' in the shape [${saved.shape}], expected [${variable.shape}].`,
        remedy: 'Load it with the learner that it was trained with.',
      });
    tf.tidy(() => variable.assign(tf.tensor(saved.data, [...saved.shape], 'float32')));
  }
}
