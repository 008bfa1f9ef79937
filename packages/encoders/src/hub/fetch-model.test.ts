import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createEncoder } from '../encoder/create-encoder.js';
import { bertConfig } from '../family/presets.js';
import { blobHash, type MockHub, mockHub } from '../fixtures/mock-hub.js';
import { smallTokenizer } from '../fixtures/torch-fixture.js';
import { loadEncoder } from '../loading/load-encoder.js';
import { saveEncoder } from '../saving/save-encoder.js';
import type { DownloadProgress } from './fetch-model.js';

const encoder = createEncoder(
  bertConfig({ layers: 1, hiddenSize: 8, heads: 2, intermediateSize: 12, positions: 20 }),
  { tokenizer: smallTokenizer(), seed: 1 },
);
const model = 'org/small';

describe('loadEncoder from a Hub', () => {
  let parent = '';
  let cache = '';
  let hub: MockHub;
  const files = new Map<string, Uint8Array>();

  beforeAll(async () => {
    await tf.setBackend('cpu');
    parent = await mkdtemp(join(tmpdir(), 'tomoni-hub-'));
    const folder = join(parent, 'model');
    await saveEncoder(folder, encoder);
    for (const name of [...encoder.files().keys(), 'model.safetensors'])
      files.set(name, await readFile(join(folder, name)));
    files.set('README.md', new TextEncoder().encode('# A model'));
    files.set('tf_model.h5', new Uint8Array(2000));
    files.set('onnx/model.onnx', new Uint8Array(2000));
  });
  afterAll(() => rm(parent, { recursive: true }));

  beforeEach(async () => {
    hub = await mockHub(model, files);
    cache = await mkdtemp(join(parent, 'cache-'));
    vi.stubEnv('HF_ENDPOINT', hub.url);
    vi.stubEnv('HF_HUB_CACHE', cache);
    vi.stubEnv('HF_TOKEN', '');
    vi.stubEnv('HF_HUB_OFFLINE', '');
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await hub.close();
  });

  const root = () => join(cache, 'models--org--small');
  const fetched = () => hub.requests.filter((request) => request.includes('/resolve/'));

  it('fetches what is needed, in the layout of Python', async () => {
    const progress: DownloadProgress[] = [];
    const loaded = await loadEncoder(model, { layers: 1, progress: (event) => progress.push(event) });
    expect(loaded.config).toMatchObject({ name: model, depth: 1, hiddenSize: 8 });
    const needed = [...encoder.files().keys(), 'model.safetensors'].sort();
    expect((await readdir(join(root(), 'snapshots', hub.commit))).sort()).toEqual(needed);
    for (const name of needed) {
      const bytes = files.get(name) as Uint8Array;
      const link = join(root(), 'snapshots', hub.commit, name);
      expect(await readlink(link)).toBe(join('..', '..', 'blobs', blobHash(bytes)));
      expect(new Uint8Array(await readFile(link))).toEqual(new Uint8Array(bytes));
      expect(progress).toContainEqual({ file: name, done: bytes.length, total: bytes.length });
    }
    expect(new Set(await readdir(join(root(), 'blobs')))).toEqual(
      new Set(needed.map((name) => blobHash(files.get(name) as Uint8Array))),
    );
    expect(await readFile(join(root(), 'refs', 'main'), 'utf8')).toBe(hub.commit);
    expect(hub.tokens.size).toBe(0);
  });

  it('fetches nothing twice, and asks nothing for a commit that is there', async () => {
    await loadEncoder(model);
    hub.requests.length = 0;
    await loadEncoder(model);
    expect(fetched()).toEqual([]);
    expect(hub.requests).toHaveLength(2);
    hub.requests.length = 0;
    await loadEncoder(model, { revision: hub.commit });
    expect(hub.requests).toEqual([]);
  });

  it('obeys HF_HUB_OFFLINE', async () => {
    vi.stubEnv('HF_HUB_OFFLINE', '1');
    await expect(loadEncoder(model)).rejects.toThrow('HF_HUB_OFFLINE forbids to fetch it');
    vi.stubEnv('HF_HUB_OFFLINE', '0');
    await loadEncoder(model);
    hub.requests.length = 0;
    vi.stubEnv('HF_HUB_OFFLINE', 'TRUE');
    expect((await loadEncoder(model)).config.depth).toBe(1);
    await expect(loadEncoder(model, { revision: 'other' })).rejects.toThrow('not whole in the cache');
    expect(hub.requests).toEqual([]);
  });

  it('finds its cache in HF_HOME', async () => {
    vi.stubEnv('HF_HUB_CACHE', '');
    vi.stubEnv('HF_HOME', join(cache, 'home'));
    await loadEncoder(model);
    expect(await readdir(join(cache, 'home', 'hub'))).toEqual(['models--org--small']);
  });

  it('uses what it has where the Hub is out of reach', async () => {
    await expect(loadEncoder(model, { revision: 'dev' })).rejects.toThrow(
      "The Hub has no model 'org/small' with a revision 'dev'.",
    );
    await loadEncoder(model);
    hub.status = 503;
    expect((await loadEncoder(model)).config.depth).toBe(1);
    await hub.close();
    expect((await loadEncoder(model)).config.depth).toBe(1);
    await expect(loadEncoder('org/other')).rejects.toThrow(
      /cannot be reached, and 'org\/other' is not in the cache/,
    );
  });

  it.each([
    [401, undefined, "no folder 'org/small' here, and the Hub shows no model of that name", 'set HF_TOKEN'],
    [401, 'hf_wrong', "The Hub does not accept the token for 'org/small'.", 'accept its terms'],
    [
      403,
      'hf_right',
      "The Hub does not give you access to 'org/small'.",
      'Accept the terms of the model at http',
    ],
    [404, undefined, "no folder 'org/small' here, and the Hub has no model", 'check the name at http'],
    [500, undefined, "answered the request for 'org/small' with status 500", 'Try again later.'],
  ])('says what to do on status %i', async (status, token, what, remedy) => {
    hub.status = status;
    const failure = loadEncoder(model, token === undefined ? {} : { token });
    await expect(failure).rejects.toThrow(what);
    await expect(failure).rejects.toThrow(remedy);
    if (token !== undefined) expect(hub.tokens).toContain(`Bearer ${token}`);
  });

  it('sends HF_TOKEN', async () => {
    vi.stubEnv('HF_TOKEN', 'hf_secret');
    await loadEncoder(model);
    expect(hub.tokens).toEqual(new Set(['Bearer hf_secret']));
  });

  it('keeps nothing of a file that arrives damaged', async () => {
    hub.damaged = true;
    await expect(loadEncoder(model)).rejects.toThrow('The file config.json arrived damaged: its SHA-1');
    expect(await readdir(join(root(), 'blobs'))).toEqual([]);
    hub.damaged = false;
    expect((await loadEncoder(model)).config.depth).toBe(1);
  });

  it('fetches weights in several files', async () => {
    const weights = files.get('model.safetensors') as Uint8Array;
    const shard = 'model-00001-of-00001.safetensors';
    const index = JSON.stringify({ weight_map: { everything: shard } });
    const sharded = await mockHub(
      model,
      new Map([
        ...[...files].filter(([name]) => name !== 'model.safetensors'),
        ['model.safetensors.index.json', new TextEncoder().encode(index)],
        [shard, weights],
        ['other.safetensors', weights],
      ]),
    );
    vi.stubEnv('HF_ENDPOINT', sharded.url);
    expect((await loadEncoder(model)).config.depth).toBe(1);
    const present = await readdir(join(root(), 'snapshots', sharded.commit));
    expect(present).toContain(shard);
    expect(present).not.toContain('other.safetensors');
    await sharded.close();
  });

  it('may run several times at once', async () => {
    const loaded = await Promise.all([loadEncoder(model), loadEncoder(model), loadEncoder(model)]);
    expect(loaded.map(({ config }) => config.depth)).toEqual([1, 1, 1]);
    expect((await readdir(join(root(), 'blobs'))).every((name) => !name.includes('incomplete'))).toBe(true);
  });

  it('stops on its signal', async () => {
    const controller = new AbortController();
    const failure = loadEncoder(model, { signal: controller.signal, progress: () => controller.abort() });
    await expect(failure).rejects.toMatchObject({ code: 'aborted' });
    await expect(loadEncoder(model, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    });
  });

  it('refuses pickled weights without fetching them', async () => {
    const pickled = await mockHub(model, new Map([['pytorch_model.bin', new Uint8Array(10)]]));
    vi.stubEnv('HF_ENDPOINT', pickled.url);
    await expect(loadEncoder(model)).rejects.toThrow(
      /'pytorch_model.bin' only.*from_pretrained\('org\/small'\)/,
    );
    expect(pickled.requests.filter((request) => request.includes('resolve'))).toEqual([]);
    await pickled.close();
  });

  it.each(['../../etc', 'a/../b', '.', ''])('refuses the revision %j', async (revision) => {
    await expect(loadEncoder(model, { revision })).rejects.toThrow('is not the name of a revision');
    expect(hub.requests).toEqual([]);
  });
});
