import { deepStrictEqual } from 'node:assert';
import { useEngine } from '@tomoni/engines';
import { countTensors } from '@tomoni/testing';
import { adam, classification, maskedLanguageModel, multitask, randomMasking, regression } from 'tomoni';
import { compare, smallEncoder } from './encoder-cases.mjs';

const rows = Array.from({ length: 24 }, (_, i) => ({
  text: `the ${i % 3 === 0 ? 'film' : 'book'} was ${'very '.repeat(i % 4)}${i % 2 === 0 ? 'good' : 'bad'}`,
  mood: i % 2 === 0 ? 'good' : 'bad',
  length: i % 4,
}));

/** Runs of a small BERT with three tasks, dropout on. */
export async function trainingCases(start, { quick }) {
  await useEngine('cpu');
  const expected = await train();
  await start();
  const cases = [
    {
      name: 'the losses of a run with three tasks are those of plain JavaScript to 1e-3',
      run: async () => compare((await train()).losses, expected.losses, 1e-3),
    },
    {
      name: 'a run with three tasks repeats with equal bits',
      run: async () => deepStrictEqual(await train(), await train()),
    },
    {
      name: 'a run leaves nothing behind',
      run: async () => deepStrictEqual((await countTensors(train)).tensors, 0),
    },
  ];
  return quick ? cases.slice(0, 1) : cases;
}

/** Losses of six steps by task, and what the model predicts afterwards. */
async function train() {
  const losses = new Map();
  const encoder = smallEncoder();
  const model = await multitask(encoder)
    .main('mood', classification({ labels: ['good', 'bad'] }))
    .auxiliary('length', regression())
    .auxiliary('words', maskedLanguageModel(), { from: randomMasking() })
    .optimizer(adam(1e-3))
    .batching({ size: 8 })
    .stopping({ maxEpochs: 2 })
    .fit(rows, {
      seed: 7,
      callbacks: [
        (event) => {
          if (event.type !== 'step') return;
          for (const [task, loss] of Object.entries(event.losses))
            losses.set(task, [...(losses.get(task) ?? []), loss]);
        },
      ],
    });
  const predictions = await model.predict(rows.slice(0, 4).map(({ text }) => text));
  model.dispose();
  encoder.dispose();
  return { losses, predictions };
}
