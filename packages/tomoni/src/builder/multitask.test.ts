import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { bertConfig, createEncoder, lastLayers, vectorEncoder } from '@tomoni/encoders';
import { classification, maskedLanguageModel, regression, tokenTagging } from '@tomoni/heads';
import { randomMasking } from '@tomoni/labels';
import { TomoniError } from '@tomoni/spec';
import { wordPieceTokenizer } from '@tomoni/tokenization';
import { adam, constant, linear } from '@tomoni/training';
import { lambdas, ratio } from '@tomoni/weighting';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { multitask } from './multitask.js';
import { sameHeadAs } from './same-head.js';

const words = ['good', 'bad', 'food', 'service', 'very', 'not', '##s'];
const encoder = createEncoder(
  bertConfig({ layers: 2, hiddenSize: 8, heads: 2, intermediateSize: 16, positions: 16 }),
  {
    tokenizer: wordPieceTokenizer({ vocabulary: ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', ...words] }),
    seed: 1,
  },
);
const learner = multitask(encoder).main('stars', regression());

beforeAll(async () => {
  await tf.setBackend('cpu');
});
afterAll(() => encoder.dispose());

describe('the plan', () => {
  it('has the documented defaults', () => {
    const { plan } = learner;
    expect(plan).toMatchObject({
      columns: { text: 'text' },
      input: {},
      main: 'stars',
      tasks: [{ name: 'stars', layer: 2, dropout: 0.1, labels: { from: 'column', column: 'stars' } }],
      frozenDropout: false,
      clipNorm: 1,
      batching: { size: 32, accumulate: 1, byLength: true, evaluationSize: 64 },
      stopping: {
        maxEpochs: 3,
        monitor: 'stars',
        evaluateEvery: { epochs: 1 },
        restoreBest: true,
        minDelta: 0,
      },
    });
    expect(plan.stopping.patience).toBeUndefined();
    expect(plan.trainable.description).toBe('all parameters');
    expect(plan.sharing.kind).toBe('hard');
    expect(plan.weighting.name).toBe('equal');
    expect(plan.optimizer.description).toBe(
      'adamW, learning rates: encoder 0.00005, heads 0.001, weight decay 0.01',
    );
    expect(plan.schedule.description).toBe('linear to 0 after a warm-up of 10 %');
  });

  it('takes up what is said, and keeps the rest', () => {
    const selection = lastLayers(1);
    const method = adam(1e-3);
    const { plan } = learner
      .trainable(selection, { frozenDropout: true })
      .optimizer(method)
      .schedule(constant())
      .weighting(ratio(6, 4))
      .clipping(undefined)
      .cache(false)
      .memory('recompute')
      .batching({ size: 8 })
      .batching({ accumulate: 4 })
      .input({ maxLength: 12 })
      .input({ long: 'windows', overlap: 3 })
      .stopping({ patience: 5, monitor: { task: 'stars', score: 'pearson', better: 'higher' } })
      .stopping({ maxEpochs: 100 });
    expect(plan.trainable).toBe(selection);
    expect(plan.optimizer).toBe(method);
    expect(plan).toMatchObject({
      frozenDropout: true,
      cache: false,
      memory: 'recompute',
      clipNorm: undefined,
      batching: { size: 8, accumulate: 4, evaluationSize: 64 },
      input: { maxLength: 12, long: 'windows', overlap: 3 },
      stopping: {
        patience: 5,
        maxEpochs: 100,
        monitor: { task: 'stars', score: 'pearson' },
        restoreBest: true,
      },
    });
    expect(plan.weighting.name).toBe('ratio');
  });

  it('is never changed by what is built on it', () => {
    const before = learner.plan;
    learner.auxiliary('kind', classification()).batching({ size: 1 });
    expect(learner.plan).toEqual(before);
  });

  it('says of each task where it reads and where its labels come from', () => {
    const generator = randomMasking();
    const { plan } = multitask(encoder, { text: 'title', pair: 'body' })
      .main('stars', regression(), { column: 'rating', dropout: 0 })
      .auxiliary('masked', { head: maskedLanguageModel(), from: generator }, { layer: 1 })
      .auxiliary('again', maskedLanguageModel(), { from: generator, layer: 0 })
      .auxiliary('polite', sameHeadAs('stars'), { data: { train: [{ title: 'a', body: 'b', polite: 3 }] } })
      .auxiliary('kind', sameHeadAs('polite'));
    expect(plan.columns).toEqual({ text: 'title', pair: 'body' });
    expect(plan.tasks).toMatchObject([
      { name: 'stars', dropout: 0, labels: { from: 'column', column: 'rating' } },
      {
        name: 'masked',
        layer: 1,
        head: { kind: 'masked-language-model' },
        labels: { from: 'generator', generator },
      },
      { name: 'again', layer: 0, labels: { from: 'generator', generator } },
      { name: 'polite', head: { sameHeadAs: 'stars' }, data: { train: [{ polite: 3 }] } },
      { name: 'kind', head: { sameHeadAs: 'stars' } },
    ]);
  });

  it('takes tasks that were made in a loop', () => {
    const auxiliary = Object.fromEntries(['a', 'b'].map((name) => [name, regression()]));
    const { plan } = multitask(encoder).tasks({
      main: { stars: regression() },
      auxiliary: { ...auxiliary, tags: { head: tokenTagging(), layer: 1, column: 'spans' } },
    });
    expect(plan.main).toBe('stars');
    expect(plan.tasks.map(({ name, layer }) => `${name} ${layer}`)).toEqual([
      'stars 2',
      'a 2',
      'b 2',
      'tags 1',
    ]);
    expect(plan.tasks[3]?.labels).toEqual({ from: 'column', column: 'spans' });
  });
});

describe('what the compiler refuses is refused at run time with the same sentence', () => {
  const head = regression();
  const unchecked = (name: string) => name;

  it.each([
    [
      'no main task',
      // @ts-expect-error
      () => multitask(encoder).auxiliary('a', head).fit([]),
      'There is no main task. Name it with .main(name, head).',
    ],
    [
      'a second main task',
      // @ts-expect-error
      () => learner.main('a', head),
      "The main task is 'stars' already. Add further tasks with .auxiliary(name, head).",
    ],
    [
      'a name that is taken',
      // @ts-expect-error
      () => learner.auxiliary('stars', head),
      "There is a task 'stars' already. Give each task a name of its own.",
    ],
    [
      'a layer that is not there',
      // @ts-expect-error
      () => learner.auxiliary('a', head, { layer: 3 }),
      'There is no layer 3 in an encoder of 2 layers. Give a layer from 0, the embeddings, to 2.',
    ],
    [
      'the head of a task that is not there',
      // @ts-expect-error
      () => learner.auxiliary('a', sameHeadAs('b')),
      "There is no task 'b' whose head could be shared. Name a task that was added before.",
    ],
    [
      'a task to monitor that is not there',
      // @ts-expect-error
      () => learner.stopping({ monitor: 'b' }),
      "There is no task 'b' to monitor. Name a task that was added before.",
    ],
    [
      'a score of a task that is not there',
      // @ts-expect-error
      () => learner.stopping({ monitor: { task: 'b', score: 'loss' } }),
      "There is no task 'b' to monitor. Name a task that was added before.",
    ],
    [
      'two main tasks at once',
      () => multitask(encoder).tasks({ main: { a: head, b: head } }),
      'There can be one main task only. Move the others to the auxiliary tasks.',
    ],
    [
      'an empty name',
      () => learner.auxiliary(unchecked(''), head),
      'The name of a task is empty. Give each task a name of its own.',
    ],
  ])('%s', (_, build, sentence) => {
    expect(build).toThrow(sentence);
    expect(build).toThrow(TomoniError);
  });

  it.each([
    [
      'an option of a task',
      // @ts-expect-error
      () => learner.auxiliary('a', head, { dropuot: 0.1 }),
      "The task 'a' has no option 'dropuot'. The options are layer, dropout, column, from, data, head.",
    ],
    [
      'an option of the batches',
      // @ts-expect-error
      () => learner.batching({ batchSize: 8 }),
      ".batching() has no option 'batchSize'. The options are size, accumulate, byLength, evaluationSize.",
    ],
    [
      'an option of the stop',
      // @ts-expect-error
      () => learner.stopping({ epochs: 8 }),
      ".stopping() has no option 'epochs'.",
    ],
    [
      'an option of the input',
      // @ts-expect-error
      () => learner.input({ length: 8 }),
      ".input() has no option 'length'.",
    ],
    [
      'an option of the columns',
      // @ts-expect-error
      () => multitask(encoder, { title: 'title' }),
      "multitask() has no option 'title'. The options are text, pair.",
    ],
    [
      'an option of rows of its own',
      () => learner.auxiliary('a', head, { data: { train: [], size: 8 } as never }),
      "The task 'a', in 'data', has no option 'size'. The options are train, validation, batchSize.",
    ],
    [
      'an option of what is trained',
      // @ts-expect-error
      () => learner.trainable(lastLayers(1), { dropout: true }),
      ".trainable() has no option 'dropout'. The options are frozenDropout.",
    ],
    [
      'a kind of tasks',
      // @ts-expect-error
      () => learner.tasks({ auxilary: { a: head } }),
      ".tasks() has no option 'auxilary'. The options are main, auxiliary.",
    ],
    [
      'a weighting by its name',
      // @ts-expect-error
      () => learner.weighting('pcgrad'),
      ".weighting() cannot take 'pcgrad'. Give what ratio(6, 4) makes.",
    ],
    [
      'a schedule that was not called',
      // @ts-expect-error
      () => learner.schedule(linear),
      '.schedule() cannot take the function linear, which was not called. Give what linear({ warmup: 0.1 }) makes.',
    ],
    [
      'a bare learning rate',
      // @ts-expect-error
      () => learner.optimizer(1e-3),
      '.optimizer() cannot take 0.001. Give what adam({ encoder: 5e-5, heads: 1e-4 }) makes.',
    ],
    [
      'an encoder that was not awaited',
      // @ts-expect-error
      () => multitask(Promise.resolve(encoder)),
      'multitask() cannot take a promise, which was not awaited.',
    ],
    [
      'an object in place of a head',
      () => learner.auxiliary('a', {} as never),
      "The task 'a' has no head. Give it one, such as regression().",
    ],
    [
      'a head that is not there',
      // @ts-expect-error
      () => learner.auxiliary('a'),
      "The task 'a' has no head. Give it one, such as regression().",
    ],
  ])('without a compiler, %s that is not known', (_, build, sentence) => {
    expect(build).toThrow(sentence);
  });

  it('a weighting that names a task that is not there, when the plan is run', () => {
    // @ts-expect-error
    const misnamed = learner.weighting(lambdas({ stars: 1, typo: 2 }));
    expect(() => misnamed.explain()).toThrow("The weighting names 'typo'");
  });
});

describe('a learner', () => {
  const rows = Array.from({ length: 12 }, (_, i) => ({
    title: i % 2 === 0 ? 'very good food' : 'not good service',
    stars: i % 2 === 0 ? 5 : 1,
    kind: i % 2 === 0 ? ('food' as const) : ('service' as const),
  }));
  const reviews = multitask(encoder, { text: 'title' })
    .main('stars', regression())
    .auxiliary('kind', classification({ labels: ['food', 'service'] }), { layer: 1 })
    .auxiliary('masked', maskedLanguageModel(), { from: randomMasking() })
    .batching({ size: 4 })
    .stopping({ maxEpochs: 2 });
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tomoni-builder-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('explains itself', () => {
    expect(reviews.explain().toString()).toContain('kind (auxiliary): classification on layer 1');
  });

  it('looks at data', async () => {
    await expect(reviews.check(rows)).resolves.toBeDefined();
  });

  it('fits, evaluates, predicts, saves, loads and narrows, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const model = await reviews.fit(rows, { validation: rows.slice(0, 4), seed: 1 });
    const scores = await model.evaluate(rows);
    expect(scores.stars.rmse).toBeGreaterThan(0);
    expect(scores.kind.accuracy).toBeGreaterThanOrEqual(0);
    expect(Object.keys(await model.evaluate(rows, { tasks: ['kind'] }))).toEqual(['kind']);
    expect(model.history.monitor).toMatchObject({ task: 'stars', score: 'loss' });

    const [prediction] = await model.predict(['good food']);
    expect(typeof prediction?.stars).toBe('number');
    expect(prediction?.kind.probabilities.food).toBeCloseTo(
      1 - (prediction?.kind.probabilities.service ?? 0),
    );

    await model.save(join(folder, 'reviews'));
    const loaded = await reviews.load(join(folder, 'reviews'));
    expect(await loaded.predict(['good food'])).toEqual([prediction]);

    const stars = loaded.only('stars');
    expect(await stars.predict(['good food'])).toEqual([{ stars: prediction?.stars }]);
    for (const held of [model, loaded, stars]) held.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('starts every run from the same weights', async () => {
    const first = await reviews.fit(rows, { seed: 3 });
    const second = await reviews.fit(rows, { seed: 3 });
    expect(await second.predict(['very bad'])).toEqual(await first.predict(['very bad']));
    for (const held of [first, second]) held.dispose();
  });

  it('tells what happens', async () => {
    const types: string[] = [];
    const run = reviews.fit(rows, { seed: 1 });
    for await (const event of run) types.push(event.type);
    expect(types.slice(0, 2)).toEqual(['notice', 'preparation']);
    expect(types.at(-1)).toBe('end');
    (await run).dispose();
  });

  it('reads numbers where its encoder does', async () => {
    const numbers = vectorEncoder({ inputSize: 2, hiddenSizes: [4], seed: 1 });
    const model = await multitask(numbers, { text: 'features' })
      .main('sum', regression())
      .fit([
        { features: [1, 2], sum: 3 },
        { features: [2, 2], sum: 4 },
      ]);
    expect(typeof (await model.predict([[0, 1]]))[0]?.sum).toBe('number');
    model.dispose();
    numbers.dispose();
  });
});
