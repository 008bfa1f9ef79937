import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { downloadFile, listFiles, modelInfo } from '@huggingface/hub';
import { TomoniError } from '@tomoni/spec';
import { commitHash } from './hub-cache.js';

/** Which model on which Hub, and how it is asked for. */
export interface HubClientOptions {
  readonly endpoint: string;
  readonly model: string;
  readonly token: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** A file of a model on the Hub. */
export interface RemoteFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256 of large files, Git's own SHA-1 of the others: the name of the blob in the cache. */
  readonly hash: string;
  readonly algorithm: 'sha256' | 'sha1';
}

/** Asks a Hub for one model. */
export class HubClient {
  readonly #model: string;
  readonly #request: {
    readonly hubUrl: string;
    readonly fetch: typeof fetch;
    readonly accessToken?: string;
  };

  constructor({ endpoint, model, token, signal }: HubClientOptions) {
    this.#model = model;
    this.#request = {
      hubUrl: endpoint,
      fetch: (input, init) => fetch(input, signal === undefined ? init : { ...init, signal }),
      ...(token === undefined ? {} : { accessToken: token }),
    };
  }

  /** The commit that a revision stands for. */
  async commitOf(revision: string): Promise<string> {
    const { sha } = await modelInfo({
      ...this.#request,
      name: this.#model,
      revision,
      additionalFields: ['sha'],
    });
    if (commitHash.test(sha)) return sha;
    throw new TomoniError({
      code: 'malformed-file',
      what: `The Hub gave '${sha}' for the commit of '${revision}'.`,
      where: { file: this.#model },
      remedy: 'Check HF_ENDPOINT.',
    });
  }

  /** The files at the top of a commit, by name. */
  async files(commit: string): Promise<ReadonlyMap<string, RemoteFile>> {
    const files = new Map<string, RemoteFile>();
    const entries = listFiles({ ...this.#request, repo: this.#repo, revision: commit });
    for await (const { type, path, size, oid, lfs } of entries) {
      const hash = lfs?.oid ?? oid ?? '';
      if (type !== 'file' || !/^[0-9a-f]{40,64}$/.test(hash)) continue;
      files.set(path, { path, size, hash, algorithm: lfs === undefined ? 'sha1' : 'sha256' });
    }
    return files;
  }

  /**
   * Downloads a file and checks its hash.
   *
   * @throws TomoniError `damaged-file` where something else arrived
   */
  async download(
    { path, size, hash, algorithm }: RemoteFile,
    commit: string,
    to: string,
    arrived: (bytes: number) => void,
  ): Promise<void> {
    const blob = await downloadFile({ ...this.#request, repo: this.#repo, path, revision: commit });
    if (blob === null)
      throw new TomoniError({
        code: 'not-found',
        what: `The file ${path} is listed but not there.`,
        where: { file: this.#model },
        remedy: 'Try again later.',
      });
    const digest = createHash(algorithm);
    if (algorithm === 'sha1') digest.update(`blob ${size}\0`);
    let done = 0;
    await pipeline(
      Readable.fromWeb(blob.stream() as ReadableStream<Uint8Array>),
      async function* (source: AsyncIterable<Uint8Array>) {
        for await (const chunk of source) {
          digest.update(chunk);
          done += chunk.byteLength;
          arrived(done);
          yield chunk;
        }
      },
      createWriteStream(to),
    );
    if (digest.digest('hex') !== hash)
      throw new TomoniError({
        code: 'damaged-file',
        what: `The file ${path} arrived damaged: its ${algorithm === 'sha1' ? 'SHA-1' : 'SHA-256'} is another one.`,
        where: { file: this.#model },
        remedy: 'Try again.',
      });
  }

  get #repo() {
    return { type: 'model', name: this.#model } as const;
  }
}
