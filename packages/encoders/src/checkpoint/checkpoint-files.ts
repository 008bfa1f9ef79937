import { TomoniError } from '@tomoni/spec';

/** Names of the files that a model is made of. */
export const configFile = 'config.json';
/** The weights in one file. */
export const weightsFile = 'model.safetensors';
/** Says in which of several files each weight is. */
export const weightsIndexFile = 'model.safetensors.index.json';

const pickled = /^(pytorch_model.*\.bin|.*\.(pt|pth|ckpt|h5|msgpack))$/;

/**
 * The files that hold a model's weights, out of all that are there.
 *
 * @param readIndex reads the index of weights in several files
 * @throws TomoniError `not-found` where there are no weights, or none that can be read, `malformed-file` where the
 *   index is
 */
export async function weightFiles(
  present: ReadonlySet<string>,
  source: string,
  readIndex: () => Promise<unknown>,
): Promise<readonly string[]> {
  if (present.has(weightsFile)) return [weightsFile];
  if (present.has(weightsIndexFile)) return shards(await readIndex(), present, source);
  const other = [...present].find((name) => pickled.test(name));
  if (other !== undefined)
    throw new TomoniError({
      code: 'not-found',
      what: `The model has its weights as '${other}' only, not as safetensors.`,
      where: { file: source },
      remedy: `Convert it once in Python, AutoModel.from_pretrained('${source}').save_pretrained('folder'), and load that folder.`,
    });
  throw new TomoniError({
    code: 'not-found',
    what: `The model has neither ${weightsFile} nor ${weightsIndexFile}.`,
    where: { file: source },
    remedy: 'Give the folder or the name of a model in the Hugging Face layout.',
  });
}

function shards(index: unknown, present: ReadonlySet<string>, source: string): readonly string[] {
  const map = isObject(index) ? index.weight_map : undefined;
  const names = isObject(map) ? [...new Set(Object.values(map))] : [];
  const good = names.filter(
    (name): name is string => typeof name === 'string' && /^[\w.-]+\.safetensors$/.test(name),
  );
  if (good.length === 0 || good.length < names.length)
    throw new TomoniError({
      code: 'malformed-file',
      what: `The file ${weightsIndexFile} has no \`weight_map\` from parameters to safetensors files.`,
      where: { file: source },
      remedy: 'Fetch or save the model again.',
    });
  const missing = good.find((name) => !present.has(name));
  if (missing !== undefined)
    throw new TomoniError({
      code: 'not-found',
      what: `The file ${missing}, which ${weightsIndexFile} names, is missing.`,
      where: { file: source },
      remedy: 'Fetch or save the model again.',
    });
  return good;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
