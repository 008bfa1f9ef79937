import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { readSafetensors, writeSafetensors } from '@tomoni/data';
import type { Encoder, HostTensor, JsonObject, NamedHostTensors } from '@tomoni/spec';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createEncoder } from '../encoder/create-encoder.js';
import { bertConfig, distilbertConfig, robertaConfig } from '../family/presets.js';
import { smallTokenizer } from '../fixtures/torch-fixture.js';
import { saveEncoder } from '../saving/save-encoder.js';
import { none } from '../selection/selections.js';
import { loadEncoder } from './load-encoder.js';

const tokenizer = smallTokenizer();
const size = { layers: 2, hiddenSize: 16, heads: 2, intermediateSize: 24, positions: 20 } as const;

async function weightsOf(encoder: Encoder): Promise<NamedHostTensors> {
  const instance = encoder.instantiate({ trainable: none() });
  const weights = await instance.weights();
  instance.dispose();
  return weights;
}

describe('loadEncoder from a folder', () => {
  let parent = '';
  let folder = '';
  const encoder = createEncoder(bertConfig(size), { tokenizer, seed: 1 });

  beforeAll(async () => {
    await tf.setBackend('cpu');
    parent = await mkdtemp(join(tmpdir(), 'tomoni-'));
  });
  afterAll(() => rm(parent, { recursive: true }));
  beforeEach(async () => {
    folder = join(await mkdtemp(join(parent, 'case-')), 'model');
    await saveEncoder(folder, encoder);
  });

  const weightsPath = () => join(folder, 'model.safetensors');
  const rewrite = async (
    change: (tensors: [string, HostTensor][]) => Iterable<readonly [string, HostTensor]>,
  ) => {
    const tensors = await readSafetensors(weightsPath());
    await writeSafetensors(weightsPath(), new Map(change([...tensors])));
  };
  const reconfigure = async (change: JsonObject) => {
    const path = join(folder, 'config.json');
    await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), ...change }));
  };

  it.each([bertConfig(size), robertaConfig({ ...size, paddingId: 1 }), distilbertConfig(size)])(
    'gives back what was saved: $modelType',
    async (config) => {
      const saved = createEncoder(config, { tokenizer, seed: 2 });
      const path = join(folder, '..', config.modelType);
      const before = tf.memory().numTensors;
      await saveEncoder(path, saved);
      const loaded = await loadEncoder(path, { layers: 2 });
      expect(tf.memory().numTensors).toBe(before);
      expect(await weightsOf(loaded)).toEqual(await weightsOf(saved));
      expect({ ...loaded.config, name: config.modelType }).toEqual(saved.config);
      expect(loaded.encode('a b zz')).toEqual(saved.encode('a b zz'));
      const again = join(folder, '..', 'again');
      await saveEncoder(again, loaded);
      for (const name of ['config.json', 'model.safetensors'])
        expect(await readFile(join(again, name))).toEqual(await readFile(join(path, name)));
    },
  );

  it('saves trained weights', async () => {
    const weights = new Map(
      [...(await weightsOf(encoder))].map(([name, { shape, data }]) => [
        name,
        { shape, data: data.map((value) => 2 * value) },
      ]),
    );
    const path = join(folder, '..', 'trained');
    await saveEncoder(path, encoder, { weights });
    expect(await weightsOf(await loadEncoder(path))).toEqual(weights);
    const foreign = new Map([...weights, ['cls.bias', { shape: [1], data: new Float32Array(1) }]]);
    await expect(saveEncoder(path, encoder, { weights: foreign })).rejects.toThrow("no parameter 'cls.bias'");
  });

  it('keeps unknown fields of the configuration, but not those that no longer hold', async () => {
    await reconfigure({ label2id: { a: 0 }, dtype: 'float16', architectures: ['BertForMaskedLM'] });
    const bytes = (await loadEncoder(folder)).files().get('config.json');
    expect(JSON.parse(new TextDecoder().decode(bytes))).toMatchObject({
      label2id: { a: 0 },
      torch_dtype: 'float32',
      architectures: ['BertModel'],
    });
    expect(new TextDecoder().decode(bytes)).not.toContain('float16');
  });

  it('understands prefixes and old names, leaves buffers out and keeps the rest as extras', async () => {
    const bias = { shape: [30], data: new Float32Array(30).fill(0.5) };
    await rewrite((tensors) => [
      ...tensors.map(([name, tensor]) => {
        const old = name
          .replace('LayerNorm.weight', 'LayerNorm.gamma')
          .replace('LayerNorm.bias', 'LayerNorm.beta');
        return [`bert.${old}`, tensor] as const;
      }),
      ['bert.embeddings.position_ids', { shape: [1, 20], data: new Int32Array(20) }],
      ['cls.predictions.bias', bias],
      ['cls.predictions.transform.LayerNorm.gamma', { shape: [16], data: new Float32Array(16) }],
    ]);
    const loaded = await loadEncoder(folder);
    expect(await weightsOf(loaded)).toEqual(new Map([...(await weightsOf(encoder)), ...loaded.extras]));
    expect([...loaded.extras.keys()].sort()).toEqual([
      'cls.predictions.bias',
      'cls.predictions.transform.LayerNorm.weight',
      'pooler.dense.bias',
      'pooler.dense.weight',
    ]);
    expect(loaded.extras.get('cls.predictions.bias')).toEqual(bias);
  });

  it('saves a checkpoint with a head as it was, but for its tied decoder', async () => {
    const head: [string, HostTensor][] = [
      ['cls.predictions.bias', { shape: [30], data: new Float32Array(30).fill(0.5) }],
      ['cls.seq_relationship.bias', { shape: [2], data: Float32Array.of(1, 2) }],
    ];
    const decoder: [string, HostTensor] = [
      'cls.predictions.decoder.weight',
      { shape: [30, 16], data: new Float32Array(480) },
    ];
    await rewrite((tensors) => [
      ...tensors.map(([name, tensor]) => [`bert.${name}`, tensor] as const),
      ...head,
      decoder,
    ]);
    await reconfigure({ architectures: ['BertForPreTraining'] });
    const stored = new Map(await readSafetensors(weightsPath()));
    const again = join(folder, '..', 'with-head');
    const architectures = async () =>
      JSON.parse(await readFile(join(again, 'config.json'), 'utf8')).architectures;
    await saveEncoder(again, await loadEncoder(folder));
    expect(await architectures()).toEqual(['BertForPreTraining']);
    stored.delete(decoder[0]);
    expect(await readSafetensors(join(again, 'model.safetensors'))).toEqual(stored);
    await reconfigure({ architectures: ['BertModel'], tie_word_embeddings: false });
    await saveEncoder(again, await loadEncoder(folder));
    expect(await architectures()).toEqual(['BertForMaskedLM']);
    expect((await readSafetensors(join(again, 'model.safetensors'))).get(decoder[0])).toEqual(decoder[1]);
  });

  it('takes a masked language model head up with weights', async () => {
    const loaded = await loadEncoder(folder);
    const head = new Map([['cls.predictions.bias', { shape: [30], data: new Float32Array(30).fill(0.5) }]]);
    const weights = new Map([...(await weightsOf(loaded)), ...head]);
    const again = join(folder, '..', 'with-new-head');
    await saveEncoder(again, loaded, { weights });
    expect(await weightsOf(await loadEncoder(again))).toEqual(weights);
    expect((await readSafetensors(join(again, 'model.safetensors'))).get('bert.pooler.dense.bias')).toEqual(
      weights.get('pooler.dense.bias'),
    );
  });

  it('reads weights in several files', async () => {
    const tensors = [...(await readSafetensors(weightsPath()))];
    const parts = [tensors.slice(0, 9), tensors.slice(9)];
    const map: [string, string][] = [];
    for (const [i, part] of parts.entries()) {
      const file = `model-0000${i + 1}-of-00002.safetensors`;
      await writeSafetensors(join(folder, file), new Map(part));
      map.push(...part.map(([name]): [string, string] => [name, file]));
    }
    await rm(weightsPath());
    const index = join(folder, 'model.safetensors.index.json');
    await writeFile(index, JSON.stringify({ metadata: {}, weight_map: Object.fromEntries(map) }));
    expect(await weightsOf(await loadEncoder(folder))).toEqual(await weightsOf(encoder));
    await rm(join(folder, 'model-00002-of-00002.safetensors'));
    await expect(loadEncoder(folder)).rejects.toThrow('model-00002-of-00002.safetensors, which');
    await writeFile(index, '{"weight_map": {"a": "../secret.safetensors"}}');
    await expect(loadEncoder(folder)).rejects.toThrow('has no `weight_map`');
  });

  it.each<[string, () => Promise<unknown>, string | RegExp]>([
    [
      'a missing parameter',
      () => rewrite((tensors) => tensors.filter(([name]) => !name.includes('layer.1.attention.self.query'))),
      "The weights lack 2 of 37 parameters: 'encoder.layer.1.attention.self.query.weight'",
    ],
    [
      'another shape',
      () => reconfigure({ intermediate_size: 32 }),
      "'encoder.layer.0.intermediate.dense.weight' should have the shape [32, 16], but has [24, 16].",
    ],
    [
      'another vocabulary',
      () => reconfigure({ vocab_size: 31 }),
      "'embeddings.word_embeddings.weight' should have the shape [31, 16], but has [30, 16].",
    ],
    ['a vocabulary too small', () => reconfigure({ vocab_size: 29 }), 'The tokenizer knows 30 tokens'],
    [
      'whole numbers',
      () =>
        rewrite((tensors) =>
          tensors.map(([name, { shape, data }]) => [name, { shape, data: Int32Array.from(data) }] as const),
        ),
      'is stored as whole numbers',
    ],
    [
      'a parameter twice',
      () => rewrite((tensors) => [...tensors, [`bert.${tensors[0]?.[0]}`, tensors[0]?.[1] as HostTensor]]),
      'stand for the same parameter',
    ],
    ['an unknown family', () => reconfigure({ model_type: 'gpt2' }), /the model_type 'gpt2'.*bert, roberta/],
    [
      'relative positions',
      () => reconfigure({ position_embedding_type: 'relative_key' }),
      "for 'position_embedding_type'",
    ],
    [
      'a strange activation',
      () => reconfigure({ hidden_act: 'mish' }),
      /"mish" for 'hidden_act' where one of gelu/,
    ],
    [
      'no layers',
      () => reconfigure({ num_hidden_layers: 0 }),
      "0 for 'num_hidden_layers' where a whole number",
    ],
    ['a strange rate', () => reconfigure({ hidden_dropout_prob: 1 }), "1 for 'hidden_dropout_prob'"],
    [
      'a broken configuration',
      () => writeFile(join(folder, 'config.json'), '{'),
      'does not hold a JSON object',
    ],
    ['no configuration', () => rm(join(folder, 'config.json')), 'The file config.json cannot be read.'],
    ['no weights', () => rm(weightsPath()), 'neither model.safetensors nor model.safetensors.index.json'],
    [
      'pickled weights',
      async () => {
        await rm(weightsPath());
        await writeFile(join(folder, 'pytorch_model.bin'), '');
      },
      /'pytorch_model.bin' only.*save_pretrained/,
    ],
    ['a damaged file', () => writeFile(weightsPath(), new Uint8Array(7)), /model.safetensors/],
  ])('refuses %s', async (_, change, message) => {
    await change();
    await expect(loadEncoder(folder)).rejects.toThrow(message);
  });

  it('refuses another depth, and what is neither folder nor name', async () => {
    await expect(loadEncoder(folder, { layers: 12 })).rejects.toThrow('The encoder has 2 layers, not 12.');
    await expect(loadEncoder('./nothing/here')).rejects.toThrow('neither a folder nor a name');
  });
});
