import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { createRng } from '@tomoni/spec';
import { headConformance } from '@tomoni/testing';
import { adam, constant, multitask, regression, sameHeadAs, vectorEncoder } from 'tomoni';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { poisson } from './poisson.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('the contract of a head', () => {
  const cases = headConformance({
    head: poisson(),
    labels: [0, 3, undefined, 1, 12, 2, 0],
    wrongLabels: [-1, 2.5, Number.NaN],
  });
  for (const { name, run } of cases) it(name, run);
});

describe('poisson', () => {
  const fitted = poisson().fit([0, 1, 3, 7, 2]);

  it('has the loss and gradient of PyTorch, but for the constant', () => {
    const module = fitted.build({ task: 'replies', width: 1, rng: createRng(1), pretrained: new Map() });
    const counts = module.collate([0, 1, 3, 7, 2], []);
    const { value, grad } = tf.valueAndGrad((x) => module.loss(x as tf.Tensor2D, counts))(
      tf.tensor2d([0.1, 0.4, 0.7, 1.8, 0.9], [5, 1]),
    );
    expect(value.dataSync()[0]).toBeCloseTo(1.523502, 5);
    const expected = [1.105171, 0.491825, -0.986247, -0.950353, 0.459603];
    for (const [i, slope] of grad.dataSync().entries()) expect(slope).toBeCloseTo(expected[i] as number, 5);
    module.dispose();
    tf.dispose([value, grad]);
  });

  it('has the scores of scikit-learn', () => {
    const module = fitted.build({ task: 'replies', width: 1, rng: createRng(1), pretrained: new Map() });
    const meter = module.meter();
    const predictions = [0.5, 1.5, 2, 6, 2.5, 9];
    meter.add({ labels: [0, 1, 3, 7, 2, undefined], predictions, encodings: [], loss: 0, weight: 5 });
    const { deviance, d2, mae } = meter.scores();
    expect(deviance).toBeCloseTo(0.3774791489515, 10);
    expect(d2).toBeCloseTo(0.8395577389405, 10);
    expect(mae).toBeCloseTo(0.7, 10);
    module.dispose();
  });

  it('starts at the mean count of the training labels', async () => {
    const module = fitted.build({ task: 'replies', width: 2, rng: createRng(1), pretrained: new Map() });
    const logRates = module.logits(tf.zeros([1, 2]), { training: false });
    expect((await module.decode(logRates, []))[0]).toBeCloseTo(2.6, 5);
    module.dispose();
    tf.dispose(logRates);
  });

  it.each([
    [() => poisson().fit([1, 2.5]), 'The label 2.5 is not a count'],
    [() => poisson().fit([0, 0]), 'No count of the training labels is above 0.'],
    [() => poisson().restore({ kind: 'poisson', mean: -1, pooling: 'first' }), 'not that of a Poisson head'],
    [() => poisson().restore({ kind: 'other', mean: 1, pooling: 'first' }), 'not that of a Poisson head'],
  ])('refuses what makes no sense (%#)', (attempt, sentence) => {
    expect(attempt).toThrow(sentence);
  });
});

describe('in a learner', () => {
  const encoder = vectorEncoder({ inputSize: 2, hiddenSizes: [8], seed: 1 });
  const rng = createRng(1);
  const rows = Array.from({ length: 200 }, () => {
    const features = [rng.uniform(), rng.uniform()] as const;
    return { features, replies: Math.round(Math.exp(2 * features[0])), views: features[1] };
  });
  const learner = multitask(encoder, { text: 'features' })
    .main('replies', poisson())
    .auxiliary('shares', sameHeadAs('replies'), { column: 'replies' })
    .auxiliary('views', regression())
    .optimizer(adam(1e-2))
    .schedule(constant())
    .stopping({ maxEpochs: 20, monitor: { task: 'replies', score: 'd2', better: 'higher' } });
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tomoni-poisson-'));
  });
  afterAll(async () => {
    encoder.dispose();
    await rm(folder, { recursive: true });
  });

  it('is trained, saved and loaded like any other head, with its types', async () => {
    const model = await learner.fit(rows.slice(0, 150), { validation: rows.slice(150), seed: 1 });
    const scores = await model.evaluate(rows.slice(150));
    expectTypeOf(scores.replies.d2).toEqualTypeOf<number>();
    expect(scores.replies.d2).toBeGreaterThan(0.8);

    const [prediction] = await model.predict([[0.5, 0.5]]);
    expectTypeOf(prediction).toExtend<{ readonly replies: number } | undefined>();
    expect(prediction?.shares).toBe(prediction?.replies);

    await model.save(join(folder, 'model'));
    const loaded = await learner.load(join(folder, 'model'));
    expect(await loaded.predict([[0.5, 0.5]])).toEqual([prediction]);
    for (const held of [model, loaded]) held.dispose();
  });

  it('refuses labels that are no counts, by row', async () => {
    await expect(learner.fit([{ features: [0, 1], replies: 1.5, views: 1 }])).rejects.toThrow(
      'The label 1.5 is not a count: a whole number from 0 on.',
    );
  });
});
