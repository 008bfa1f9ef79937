import { type Step, TomoniError, type ValidationProducts } from '@tomoni/spec';

/** What the validation batch says. @throws TomoniError `invalid-argument` where the trainer has drawn none */
export function validationOf(name: string, { validation, index }: Step): ValidationProducts {
  if (validation === undefined)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The weighting '${name}' was given no validation batch in step ${index}.`,
      remedy: 'Train with validation rows and a trainer that draws from them.',
    });
  return validation;
}

/** The products of one task's validation gradient with the training gradients of the given tasks. */
export function productsOf(
  { size, values }: ValidationProducts,
  row: number,
  tasks: readonly number[],
): Float64Array {
  return Float64Array.from(tasks, (task) => values[row * size + task] as number);
}

/** The tasks that have a validation loss. */
export function judgesOf({ present }: ValidationProducts): number[] {
  return present.flatMap((there, task) => (there ? [task] : []));
}
