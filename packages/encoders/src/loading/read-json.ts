import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type JsonObject, TomoniError } from '@tomoni/spec';

/**
 * Reads a JSON file that holds an object.
 *
 * @throws TomoniError `not-found` where there is no such file, `malformed-file` where it holds anything else
 */
export async function readJson(folder: string, name: string): Promise<JsonObject> {
  const file = join(folder, name);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new TomoniError({
      code: 'not-found',
      what: `The file ${name} cannot be read.`,
      where: { file },
      remedy: 'Give the folder or the name of a model in the Hugging Face layout.',
      cause,
    });
  });
  const json = parse(text);
  if (json === undefined)
    throw new TomoniError({
      code: 'malformed-file',
      what: `The file ${name} does not hold a JSON object.`,
      where: { file },
      remedy: 'Fetch or save the model again.',
    });
  return json;
}

function parse(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** `JSON.parse` gives nothing but JSON. */
function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
