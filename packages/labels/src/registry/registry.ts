import { type Encoder, type FittedGenerator, type Json, TomoniError } from '@tomoni/spec';
import type { MaskedLanguageModel } from '../pseudo-likelihood/masked-predictor.js';
import { isJsonObject } from '../saved/json-object.js';
import { builtIn } from './built-in.js';
import type { GeneratorKind } from './generator-kind.js';

const kinds = new Map(builtIn.map((entry) => [entry.kind, entry]));

/**
 * Adds a kind of generators to those that {@link restoreGenerator} can load. Packages that bring generators call it once, or
 * tell their users to.
 *
 * @throws TomoniError `invalid-argument` where there is another entry of that kind
 *
 * @example
 * ```ts
 * import { noise, registerGenerator } from '@tomoni/labels';
 *
 * registerGenerator({ kind: 'my-noise', make: () => ({ ...noise(), kind: 'my-noise' }) });
 * ```
 */
export function registerGenerator(entry: GeneratorKind): void {
  const known = kinds.get(entry.kind);
  if (known !== undefined && known !== entry)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `There is a kind of generators named '${entry.kind}' already.`,
      remedy: 'Give yours a name of its own, such as that of its package and the generator.',
    });
  kinds.set(entry.kind, entry);
}

/**
 * The kinds of generators that {@link restoreGenerator} can load, sorted.
 *
 * @example
 * ```ts
 * import { generatorKinds } from '@tomoni/labels';
 *
 * console.log(generatorKinds().includes('content-words')); // true
 * ```
 */
export function generatorKinds(): readonly string[] {
  return [...kinds.keys()].sort();
}

/**
 * A generator as it was saved, by its kind alone: where the learner that trained a model is not at hand.
 *
 * @param kind the name of its kind, as `tomoni.json` of a saved model has it for each task
 * @param saved what its `toJSON` wrote
 * @param encoder the one that reads the texts, for generators that need its vocabulary
 * @param head reads token probabilities off the encoder, for `l3-masking` on texts outside its training part
 * @throws TomoniError `not-found` where the kind is not registered, `mismatch` where what was saved is not of that kind
 *
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { restoreGenerator } from '@tomoni/labels';
 *
 * const { tasks } = JSON.parse(await readFile('out/interest/tomoni.json', 'utf8'));
 * for (const { name, generator } of tasks)
 *   if (generator) console.log(name, (await restoreGenerator(generator.kind, generator.fitted)).describe());
 * ```
 */
export async function restoreGenerator(
  kind: string,
  saved: Json,
  encoder?: Encoder,
  head?: MaskedLanguageModel,
): Promise<FittedGenerator<unknown>> {
  const entry = kinds.get(kind);
  if (entry === undefined)
    throw new TomoniError({
      code: 'not-found',
      what: `No kind of generators named '${kind}' is registered; there are ${generatorKinds().join(', ')}.`,
      remedy: 'Import the package that brings it, and add it with registerGenerator.',
    });
  const state = isJsonObject(saved) ? saved : {};
  if (state.kind !== undefined && state.kind !== kind)
    throw new TomoniError({
      code: 'mismatch',
      what: `The saved generator is of kind ${JSON.stringify(state.kind)}, not '${kind}'.`,
      remedy: 'Give the kind that was saved beside it.',
    });
  return entry.make(state, head).restore(saved, encoder);
}
