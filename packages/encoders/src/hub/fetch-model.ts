import { readdir } from 'node:fs/promises';
import { TomoniError } from '@tomoni/spec';
import { tokenizerFileNames } from '@tomoni/tokenization';
import { configFile, weightFiles, weightsIndexFile } from '../checkpoint/checkpoint-files.js';
import { readJson } from '../loading/read-json.js';
import { commitHash, HubCache } from './hub-cache.js';
import { HubClient, type RemoteFile } from './hub-client.js';
import { hubEnvironment } from './hub-environment.js';
import { type HubRequest, hubFailure, isUnreachable } from './hub-failure.js';

/** How a model is fetched from the Hugging Face Hub. */
export interface HubOptions {
  /** Branch, tag or commit. Default `main`. */
  readonly revision?: string;
  /** Folder of the cache. Default: that of Python's huggingface_hub. */
  readonly cacheFolder?: string;
  /** Access token for private and gated models. Default: `HF_TOKEN`. */
  readonly token?: string;
  /** Told of every piece that arrives. */
  readonly progress?: (progress: DownloadProgress) => void;
  /** Stops the download. */
  readonly signal?: AbortSignal;
}

/** How far the download of a file is. */
export interface DownloadProgress {
  readonly file: string;
  /** Bytes that have arrived. */
  readonly done: number;
  /** Bytes of the file. */
  readonly total: number;
}

/**
 * The folder in the cache that holds a model of the Hub; what is missing of it is fetched first, weights last.
 *
 * Without network, the commit that the revision last stood for is used, if it is in the cache.
 *
 * @throws TomoniError `not-found` where there is no such model, or none with safetensors, `unavailable` where the Hub
 *   cannot be reached, `damaged-file` where something else arrived, `aborted` on `signal`
 */
export async function fetchModel(model: string, options: HubOptions): Promise<string> {
  const environment = hubEnvironment();
  const request: HubRequest = {
    model,
    revision: options.revision ?? 'main',
    endpoint: environment.endpoint,
    token: options.token ?? environment.token,
    signal: options.signal,
  };
  checkRevision(request);
  const cache = new HubCache(options.cacheFolder ?? environment.cacheFolder, model);
  const cached = await cachedModel(cache, request);
  if (cached !== undefined && (environment.offline || commitHash.test(request.revision))) return cached;
  if (environment.offline)
    throw new TomoniError({
      code: 'not-found',
      what: `There is no folder '${model}' here; as the name of a model, it is not whole in the cache, and HF_HUB_OFFLINE forbids to fetch it.`,
      remedy: 'Check the path; load a model once with network, or unset HF_HUB_OFFLINE.',
    });
  try {
    return await download(cache, request, options.progress);
  } catch (error) {
    if (cached !== undefined && isUnreachable(error, request)) return cached;
    throw hubFailure(error, request);
  }
}

/** Weights come last: where they are, everything is. */
async function cachedModel(cache: HubCache, { model, revision }: HubRequest): Promise<string | undefined> {
  const commit = await cache.commitOf(revision);
  if (commit === undefined) return undefined;
  const folder = cache.snapshot(commit);
  const present = new Set(await readdir(folder).catch(() => []));
  return weightFiles(present, model, () => readJson(folder, weightsIndexFile)).then(
    () => folder,
    () => undefined,
  );
}

async function download(
  cache: HubCache,
  request: HubRequest,
  progress: HubOptions['progress'],
): Promise<string> {
  const { model, revision } = request;
  const client = new HubClient(request);
  const commit = await client.commitOf(revision);
  const folder = cache.snapshot(commit);
  const files = await client.files(commit);
  const fetchFile = async (name: string) => {
    const file = files.get(name);
    if (file === undefined || (await cache.has(commit, name))) return;
    await cache.add(commit, name, file.hash, (temporary) =>
      client.download(file, commit, temporary, report(file, progress)),
    );
  };
  const readIndex = async () => {
    await fetchFile(weightsIndexFile);
    return readJson(folder, weightsIndexFile);
  };
  const weights = await weightFiles(new Set(files.keys()), model, readIndex);
  for (const name of [configFile, ...tokenizerFileNames, ...weights]) await fetchFile(name);
  await cache.remember(revision, commit);
  return folder;
}

function report({ path, size }: RemoteFile, progress: HubOptions['progress']): (done: number) => void {
  return (done) => progress?.({ file: path, done, total: size });
}

/** Revisions become paths in the cache. */
function checkRevision({ revision }: HubRequest): void {
  if (/^\w[\w.-]*(\/\w[\w.-]*)*$/.test(revision)) return;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `'${revision}' is not the name of a revision.`,
    remedy: "Give a branch, a tag or a commit, such as 'main'.",
  });
}
