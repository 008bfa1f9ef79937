import { stat } from 'node:fs/promises';
import { TomoniError } from '@tomoni/spec';
import { fetchModel, type HubOptions } from '../hub/fetch-model.js';

/** Names of models on the Hub: an owner, but for a few old ones, and the model. */
const hubName = /^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*)?$/;

/**
 * The folder that holds a model: the one that is given, or one in the cache of the Hub.
 *
 * @throws TomoniError `not-found` where there is neither a folder nor a model of that name
 */
export async function locateModel(source: string, options: HubOptions): Promise<string> {
  if (await isFolder(source)) return source;
  if (hubName.test(source)) return fetchModel(source, options);
  throw new TomoniError({
    code: 'not-found',
    what: `'${source}' is neither a folder nor a name on the Hugging Face Hub.`,
    remedy: "Give a path that exists, or a name such as 'google-bert/bert-base-uncased'.",
  });
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
