import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { readSafetensors } from '@tomoni/data';
import { bertConfig, createEncoder, loadEncoder, saveEncoder } from '@tomoni/encoders';
import { useEngine } from '@tomoni/engines';
import { classification, regression } from '@tomoni/heads';
import type { Tokenizer } from '@tomoni/spec';
import { wordPieceTokenizer } from '@tomoni/tokenization';
import { fit, loadModel, type Plan, type TaskPlan, type TrainedModel } from '@tomoni/training';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallPlan, smallRows, smallTasks } from './small-plan.js';

const rows = smallRows(40, 1);
const texts = ['the film was very good', 'a book'];
let folder: string;
let model: TrainedModel;
const plan = smallPlan();

beforeAll(async () => {
  await useEngine('wasm');
  folder = await mkdtemp(join(tmpdir(), 'tomoni-'));
  model = await fit(plan, rows, { seed: 1 });
  await model.save(join(folder, 'model'));
});

afterAll(async () => {
  model.dispose();
  await rm(folder, { recursive: true });
});

describe('a saved model', () => {
  it('predicts and scores as before, bit for bit, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const loaded = await loadModel(smallPlan({ encoder: plan.encoder }), join(folder, 'model'));
    expect(await loaded.predict(texts)).toEqual(await model.predict(texts));
    expect(await loaded.evaluate(rows)).toEqual(await model.evaluate(rows));
    expect(loaded.history).toEqual(model.history);
    loaded.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is a folder in the Hugging Face layout that loadEncoder reads', async () => {
    const files = await readdir(join(folder, 'model'));
    expect(files).toEqual(
      expect.arrayContaining([
        'checksums.json',
        'config.json',
        'heads.safetensors',
        'model.safetensors',
        'tokenizer.json',
        'tomoni.json',
      ]),
    );
    const encoder = await loadEncoder(join(folder, 'model'));
    expect(encoder.config).toMatchObject({ kind: 'bert', depth: 2, hiddenSize: 16 });
    encoder.dispose();
  });

  it('has its masked language model head where Python transformers looks for it', async () => {
    const tensors = await readSafetensors(join(folder, 'model', 'model.safetensors'));
    const heads = await readSafetensors(join(folder, 'model', 'heads.safetensors'));
    expect([...tensors.keys()].filter((name) => !name.startsWith('bert.')).sort()).toEqual([
      'cls.predictions.bias',
      'cls.predictions.transform.LayerNorm.bias',
      'cls.predictions.transform.LayerNorm.weight',
      'cls.predictions.transform.dense.bias',
      'cls.predictions.transform.dense.weight',
    ]);
    for (const part of ['bias', 'transform.dense.weight', 'transform.LayerNorm.bias'])
      expect(tensors.get(`cls.predictions.${part}`)).toEqual(heads.get(`heads/words/${part}`));
    const config = JSON.parse(await readFile(join(folder, 'model', 'config.json'), 'utf8'));
    expect(config.architectures).toEqual(['BertForMaskedLM']);
  });

  it('goes on with the head of its checkpoint, and writes one that is not trained as it came', async () => {
    const encoder = await loadEncoder(join(folder, 'model'));
    const [mood, , , words] = smallTasks as readonly [TaskPlan, TaskPlan, TaskPlan, TaskPlan];
    const stopping = { ...plan.stopping, maxEpochs: 1 };
    const trained = await fit(smallPlan({ encoder, tasks: [mood, words], stopping }), rows, { seed: 1 });
    const low = { ...words, layer: 1 };
    const others = await fit(smallPlan({ encoder, tasks: [mood, low], stopping }), rows, { seed: 1 });
    const [before, after, alone, below] = await Promise.all(
      [model, trained, trained.only('mood'), others].map(async (own, i) => {
        await own.save(join(folder, `head-${i}`));
        return readSafetensors(join(folder, `head-${i}`, 'model.safetensors'));
      }),
    );
    const dense = 'cls.predictions.transform.dense.weight';
    const values = (tensors: typeof before, name: string) => Array.from(tensors?.get(name)?.data ?? []);
    const start = values(before, dense);
    expect(
      Math.max(...values(after, dense).map((value, i) => Math.abs(value - (start[i] as number)))),
    ).toBeLessThan(0.1);
    expect(values(after, dense)).not.toEqual(start);
    const query = 'bert.encoder.layer.1.attention.self.query.weight';
    for (const untouched of [alone, below]) {
      expect(values(untouched, dense)).toEqual(start);
      expect(values(untouched, query)).not.toEqual(values(before, query));
    }
    for (const own of [trained, others]) own.dispose();
    encoder.dispose();
  });

  it('can be reduced to some of its tasks', async () => {
    const only = model.only('nouns');
    const [prediction] = await only.predict(texts);
    expect(Object.keys(prediction ?? {})).toEqual(['nouns']);
    await only.save(join(folder, 'only'));
    only.dispose();
    expect(Object.keys((await model.predict(texts))[0] ?? {})).toHaveLength(4);
    const reduced = smallPlan({ encoder: plan.encoder, main: 'nouns', tasks: smallTasks.slice(2, 3) });
    const loaded = await loadModel(
      { ...reduced, stopping: { ...reduced.stopping, monitor: 'nouns' } },
      join(folder, 'only'),
    );
    expect((await loaded.predict(texts))[0]?.nouns).toEqual((await model.predict(texts))[0]?.nouns);
    loaded.dispose();
  });

  it('keeps a shared head where the task that owns it is left out', async () => {
    const [mood, length] = smallTasks as readonly [TaskPlan, TaskPlan];
    const sharing = (name: string): TaskPlan => ({
      ...mood,
      name,
      head: { sameHeadAs: 'mood' },
      labels: { from: 'column', column: 'mood' },
    });
    const shared = smallPlan({ encoder: plan.encoder, tasks: [length, mood, sharing('b'), sharing('c')] });
    const before = tf.memory().numTensors;
    const whole = await fit(shared, rows, { seed: 1 });
    const reduced = whole.only('b', 'c');
    const again = reduced.only('c');
    whole.dispose();
    reduced.dispose();
    expect(again.plan).toMatchObject({ main: 'c', stopping: { monitor: 'c' } });
    const predictions = await again.predict(texts);
    await again.save(join(folder, 'shared'));
    again.dispose();
    const own: Plan = { ...shared, main: 'c', tasks: [{ ...sharing('c'), head: mood.head }] };
    const loaded = await loadModel(own, join(folder, 'shared'));
    expect(await loaded.predict(texts)).toEqual(predictions);
    expect(await loaded.evaluate(rows, { tasks: ['c', 'c'] })).toEqual(await loaded.evaluate(rows));
    loaded.dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(() => model.only()).toThrow(/no task/);
  });

  it.each([
    ['fewer tasks', { tasks: smallTasks.slice(0, 2) }, /the learner has 'mood', 'length'/],
    [
      'another head',
      { tasks: smallTasks.map((task, i) => (i === 0 ? { ...task, head: regression() } : task)) },
      /a head of kind 'classification', not 'regression'/,
    ],
    [
      'another layer',
      { tasks: smallTasks.map((task, i) => (i === 0 ? { ...task, layer: 1 } : task)) },
      /layer 2, not 1/,
    ],
  ])('is refused by a plan with %s', async (_, changes, message) => {
    const before = tf.memory().numTensors;
    await expect(
      loadModel(smallPlan({ ...changes, encoder: plan.encoder }), join(folder, 'model')),
    ).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is refused by an encoder whose vocabulary has the same size but other tokens', async () => {
    const { vocabulary: known } = plan.encoder.tokenizer as Tokenizer;
    const tokens = Array.from({ length: known.size }, (_, id) => known.tokenOf(id) as string);
    const vocabulary = tokens.toReversed();
    const config = bertConfig({ layers: 2, hiddenSize: 16, heads: 2, intermediateSize: 24, positions: 32 });
    const encoder = createEncoder(config, { tokenizer: wordPieceTokenizer({ vocabulary }), seed: 1 });
    const before = tf.memory().numTensors;
    await expect(loadModel(smallPlan({ encoder }), join(folder, 'model'))).rejects.toMatchObject({
      code: 'mismatch',
      what: 'The vocabulary of the saved model is not that of the encoder that it is loaded with.',
    });
    expect(tf.memory().numTensors).toBe(before);
    encoder.dispose();
  });

  it('says where the labels of a head differ', async () => {
    const [mood, ...others] = smallTasks as readonly [TaskPlan, ...TaskPlan[]];
    const tasks = [{ ...mood, head: classification({ labels: ['a', 'b'] }) }, ...others];
    await expect(
      loadModel(smallPlan({ tasks, encoder: plan.encoder }), join(folder, 'model')),
    ).rejects.toMatchObject({ code: 'mismatch', where: { task: 'mood', file: join(folder, 'model') } });
  });

  it('is not found in a folder that is not there, nor in that of an encoder', async () => {
    const encoder = join(folder, 'encoder');
    await saveEncoder(encoder, plan.encoder);
    await expect(loadModel(plan, encoder)).rejects.toMatchObject({
      code: 'not-found',
      what: 'There is no saved model: the folder, or its tomoni.json, is not there.',
    });
    await expect(loadModel(plan, join(folder, 'nowhere'))).rejects.toMatchObject({
      code: 'not-found',
      what: 'There is no saved model: the folder, or its checksums.json, is not there.',
    });
  });

  it('is refused by name of the file when a byte has changed or a file is gone', async () => {
    const damaged = join(folder, 'damaged');
    await model.save(damaged);
    const path = join(damaged, 'heads.safetensors');
    const bytes = await readFile(path);
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] as number) ^ 1;
    await writeFile(path, bytes);
    await expect(loadModel(plan, damaged)).rejects.toThrow(/heads\.safetensors/);
    await rm(path);
    await expect(loadModel(plan, damaged)).rejects.toThrow(/heads\.safetensors.*missing/);
    await expect(loadModel(plan, join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'not-found' });
  });

  it('says so when it is used after it was disposed of', async () => {
    const copy = model.only('mood');
    copy.dispose();
    copy.dispose();
    await expect(copy.predict(texts)).rejects.toThrow(/disposed/);
  });

  it('says which texts were cut', async () => {
    const short = await loadModel(
      smallPlan({ encoder: plan.encoder, input: { maxLength: 5 } }),
      join(folder, 'model'),
    );
    const notices: string[] = [];
    const notice = (message: string) => void notices.push(message);
    await short.predict(texts, { notice });
    await short.evaluate(rows, { notice });
    expect(notices[0]).toMatch(/1 of 2 texts of the input data are longer/);
    expect(notices[1]).toMatch(/of 40 texts of the evaluation data/);
    short.dispose();
  });

  it('refuses inputs it cannot read', async () => {
    await expect(model.predict([['', 'good']])).rejects.toThrow(/empty.*row 0/);
    await expect(model.predict(['good', { words: [] }])).rejects.toThrow(/empty.*row 1/);
    await expect(model.predict(['good', ''])).rejects.toThrow(/empty.*row 1/);
    await expect(model.predict('good' as unknown as string[])).rejects.toThrow(/predict\(\[text\]\)/);
    expect(await model.predict([])).toEqual([]);
    await expect(model.evaluate(rows, { tasks: ['mud'] })).rejects.toThrow(/no task 'mud'/);
  });
});
