import { maskedLanguageModel } from '@tomoni/heads';
import * as labels from '@tomoni/labels';
import type { Encoder, FittedGenerator, Json } from '@tomoni/spec';

/**
 * A generator as it was saved, by its kind alone: `restoreGenerator` of `@tomoni/labels`, where `l3-masking` asks the
 * encoder by a `maskedLanguageModel` head.
 *
 * @param kind the name of its kind, as `tomoni.json` of a saved model has it for each task
 * @param saved what its `toJSON` wrote
 * @param encoder the one that reads the texts, for generators that need its vocabulary
 * @throws TomoniError `not-found` where the kind is not registered, `mismatch` where what was saved is not of that kind
 *
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { loadEncoder, restoreGenerator } from 'tomoni';
 *
 * const encoder = await loadEncoder('out/interest');
 * const { tasks } = JSON.parse(await readFile('out/interest/tomoni.json', 'utf8'));
 * for (const { name, generator } of tasks)
 *   if (generator)
 *     console.log(name, (await restoreGenerator(generator.kind, generator.fitted, encoder)).describe());
 * ```
 */
export function restoreGenerator(
  kind: string,
  saved: Json,
  encoder?: Encoder,
): Promise<FittedGenerator<unknown>> {
  return labels.restoreGenerator(kind, saved, encoder, maskedLanguageModel());
}
