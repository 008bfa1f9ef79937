import { accessSync, constants, mkdirSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { type ActivationCache, type ActivationStore, requireKnownOptions, TomoniError } from '@tomoni/spec';
import { LeastRecentlyUsed } from './least-recently-used.js';
import { RecordFile } from './record-file.js';

/** How much an activation cache holds, and where. */
export interface ActivationCacheOptions {
  /** Most bytes in memory; what was not used the longest goes first. Default 1 GiB, or an eighth of the machine's memory where that is less. */
  readonly memory?: number;
  /** A folder in which everything is kept as well, one file for each set of frozen weights; later processes find it there. Default: none. */
  readonly folder?: string;
}

/** An activation cache with what its owner may do. */
export interface OwnedActivationCache extends ActivationCache {
  /** Bytes held in memory. */
  readonly bytes: number;
  /** Empties the memory; files stay. */
  clear(): void;
  /** Empties the memory and closes the files, which other processes can then add to. The cache can be used again. */
  close(): void;
}

/**
 * A cache for what frozen layers give, text by text: in memory up to a budget, and in a folder where one is given.
 *
 * Every encoder has one in memory, which all its runs share. Make one to choose the budget, to keep the states on disk
 * across processes, or to share memory among encoders. A file belongs to one set of frozen weights on one engine; one
 * that is damaged or cut short is found by its checksums and mended. Where the disk is full, the file stops growing.
 *
 * @throws TomoniError `invalid-argument` where the budget is not a number of bytes, `unavailable` where the folder cannot
 *   be written to
 *
 * @example
 * ```ts
 * import { activationCache, lastLayers, loadEncoder } from '@tomoni/encoders';
 *
 * const encoder = await loadEncoder('sentence-transformers/all-MiniLM-L6-v2');
 * const cache = activationCache({ memory: 2 ** 29, folder: 'out/cache' });
 * const instance = encoder.instantiate({ trainable: lastLayers(1), cache });
 * instance.dispose();
 * cache.close();
 * ```
 */
export function activationCache(options: ActivationCacheOptions = {}): OwnedActivationCache {
  requireKnownOptions('activationCache()', options, ['memory', 'folder']);
  const { memory = Math.min(2 ** 30, Math.floor(totalmem() / 8)), folder } = options;
  if (!(memory >= 0))
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The memory of the cache is ${memory} bytes.`,
      remedy: 'Give a number from 0 on.',
    });
  if (folder !== undefined) requireWritable(folder);
  return new LayeredCache(memory, folder);
}

/** Memory before files. */
class LayeredCache implements OwnedActivationCache {
  readonly #folder: string | undefined;
  readonly #memory: LeastRecentlyUsed;
  readonly #files = new Map<string, RecordFile>();

  constructor(memory: number, folder: string | undefined) {
    this.#folder = folder;
    this.#memory = new LeastRecentlyUsed(memory);
  }

  get bytes(): number {
    return this.#memory.bytes;
  }

  open(fingerprint: string): ActivationStore {
    const memory = this.#memory;
    const inMemory = (key: string) => `${fingerprint}/${key}`;
    return {
      get: (key) => {
        const held = memory.get(inMemory(key));
        if (held !== undefined) return held;
        const values = this.#file(fingerprint)?.get(key);
        if (values !== undefined) memory.put(inMemory(key), values);
        return values;
      },
      put: (entries) => {
        for (const [key, values] of entries) memory.put(inMemory(key), values);
        this.#file(fingerprint)?.put(entries);
      },
      takeNotices: () => this.#file(fingerprint)?.takeNotices() ?? [],
    };
  }

  clear(): void {
    this.#memory.clear();
  }

  close(): void {
    this.clear();
    for (const file of this.#files.values()) file.close();
    this.#files.clear();
  }

  #file(fingerprint: string): RecordFile | undefined {
    if (this.#folder === undefined) return undefined;
    const known = this.#files.get(fingerprint);
    if (known !== undefined) return known;
    const path = join(this.#folder, `${fingerprint}.states`);
    const file = new RecordFile(path, `tomoni activations 1 ${fingerprint}`);
    this.#files.set(fingerprint, file);
    return file;
  }
}

function requireWritable(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    throw new TomoniError({
      code: 'unavailable',
      what: 'The folder of the cache cannot be written to.',
      where: { file: folder },
      remedy: 'Give another one, or leave it out to keep the cache in memory.',
      cause,
    });
  }
}
