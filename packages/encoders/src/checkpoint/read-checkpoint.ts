import { join } from 'node:path';
import { openSafetensors, type SafetensorsFile } from '@tomoni/data';
import { type HostTensor, type ParameterInfo, TomoniError } from '@tomoni/spec';
import type { Reread } from '../weights/shared-weights.js';
import { checkFit } from './check-fit.js';
import { type Checkpoint, checkpointOf } from './checkpoint.js';
import { StoredTensors } from './stored-tensors.js';

interface Entry {
  readonly file: SafetensorsFile;
  readonly stored: string;
}

/**
 * Reads the safetensors files of a model; their names and shapes are checked before any weight is read.
 *
 * @param nameOf the parameter that a stored name stands for; `undefined` where it is to be left out
 * @throws TomoniError `mismatch` where the tensors do not fit the parameters, `damaged-file` where a file is damaged
 */
export async function readCheckpoint(
  folder: string,
  files: readonly string[],
  parameters: readonly ParameterInfo[],
  nameOf: (stored: string) => string | undefined,
): Promise<Checkpoint> {
  const open: SafetensorsFile[] = [];
  try {
    for (const file of files) open.push(await openSafetensors(join(folder, file)));
    const entries = index(open, nameOf, folder);
    const shapes = new Map([...entries].map(([name, { file, stored }]) => [name, file.info(stored).shape]));
    checkFit(parameters, shapes, { file: folder });
    const tensors = new Map<string, HostTensor>();
    for (const [name, { file, stored }] of entries) tensors.set(name, await file.read(stored));
    for (const { name } of parameters)
      if (tensors.get(name)?.data instanceof Int32Array)
        throw new TomoniError({
          code: 'mismatch',
          what: `The parameter '${name}' is stored as whole numbers.`,
          where: { file: folder },
          remedy: 'Use weights that are not quantised.',
        });
    const reread = new Map<string, Reread>();
    const again = new Map(
      open.map((file, i) => [file, new StoredTensors(join(folder, files[i] as string), file)]),
    );
    for (const { name } of parameters) {
      const { file, stored } = entries.get(name) as Entry;
      const read = again.get(file)?.reread(stored);
      if (read !== undefined) reread.set(name, read);
    }
    return { ...checkpointOf(parameters, tensors), reread };
  } finally {
    for (const file of open) await file.close();
  }
}

function index(
  files: readonly SafetensorsFile[],
  nameOf: (stored: string) => string | undefined,
  folder: string,
): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const file of files)
    for (const stored of file.names) {
      const name = nameOf(stored);
      if (name === undefined) continue;
      const twin = entries.get(name);
      if (twin !== undefined)
        throw new TomoniError({
          code: 'mismatch',
          what: `The tensors '${twin.stored}' and '${stored}' stand for the same parameter.`,
          where: { file: folder },
          remedy: 'Remove one of them.',
        });
      entries.set(name, { file, stored });
    }
  return entries;
}
