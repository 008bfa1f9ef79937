import type { Tensor2D, Variable } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { useEngine } from '@tomoni/engines';
import {
  createRng,
  type EncoderConfig,
  type HiddenStates,
  type Positions,
  type Sharing,
  type SharingContext,
} from '@tomoni/spec';
import { beforeAll, describe, expect, it } from 'vitest';
import { floats, numbers } from '../fixtures/torch-fixture.js';
import { cgc, crossStitch, mmoe, ple, scalarMix } from '../index.js';
import {
  assignFixture,
  deviation,
  readFixtures,
  type SharingFixture,
  weightedSum,
} from './fixtures/torch-sharing.js';

const fixtures = readFixtures('features');
const encoder: EncoderConfig = {
  kind: 'test',
  name: 'test',
  depth: 2,
  hiddenSize: 6,
  maxLength: 4,
  vocabularySize: 0,
};
const tasks = ['a', 'b', 'c'].map((task) => ({
  task,
  layer: 2,
  reads: { over: 'texts', pooling: 'mean' } as const,
}));
const context = (changes: Partial<SharingContext> = {}): SharingContext => ({
  encoder,
  tasks,
  parameters: [],
  rng: createRng(1),
  ...changes,
});

const widths = [5, 4];
const ways: Readonly<Record<string, Sharing>> = {
  mmoe: mmoe({ experts: 3, widths }),
  cgc: cgc({ shared: 2, own: 2, widths }),
  ple: ple({ levels: 2, shared: 2, own: 1, widths }),
  'cross-stitch': crossStitch({ widths }),
  'channelwise cross-stitch': crossStitch({ widths, channelwise: true }),
  'scalar mix': scalarMix(),
  'normalized scalar mix': scalarMix({ normalize: true }),
};

/** States whose vectors of a layer are known; layers that are mixed differ. */
function statesOf(mixed: boolean): HiddenStates & { reads: number } {
  const vectors = (layer: number): Tensor2D =>
    tf.tensor2d(Float32Array.from(numbers(mixed ? 60 + layer : 42, 24)), [4, 6]);
  const states = {
    reads: 0,
    pooled: (layer: number) => {
      states.reads++;
      return vectors(layer);
    },
    at: (layer: number, { columns }: Positions) => tf.gather(vectors(layer), columns),
    all: () => expect.unreachable(),
    attention: () => expect.unreachable(),
  };
  return states;
}

describe.each(['cpu', 'wasm'] as const)('on the engine %s', (engine) => {
  beforeAll(async () => {
    await useEngine(engine);
  });

  it.each(Object.keys(ways))('%s gives the features and gradients of PyTorch', async (name) => {
    const sharing = ways[name] as Sharing;
    const fixture = fixtures[name] as SharingFixture;
    const before = tf.memory().numTensors;
    const module = sharing.build(context());
    expect(Object.keys(module.variables).sort()).toEqual(fixture.variables.map(([own]) => own).sort());
    expect(sharing.layout?.(context()).variables).toEqual(
      Object.fromEntries(Object.entries(module.variables).map(([own, { shape }]) => [own, shape])),
    );
    assignFixture(module.variables, fixture);
    tf.tidy(() => {
      const states = statesOf(name.endsWith('mix'));
      const outputs = tasks.map(({ task }) => module.features(states, task));
      for (const [i, output] of outputs.entries()) {
        expect(deviation(output.dataSync(), floats(fixture.outputs[i] as string))).toBeLessThan(2e-6);
        expect(output.shape[1]).toBe(module.width('a'));
      }
    });
    const { value, grads } = tf.variableGrads(() => {
      const states = statesOf(name.endsWith('mix'));
      return weightedSum(tasks.map(({ task }) => module.features(states, task)));
    }, Object.values(module.variables));
    expect(value.dataSync()[0]).toBeCloseTo(fixture.loss, 4);
    for (const [own, reference] of fixture.gradients) {
      const gradient = grads[(module.variables[own] as Variable).name];
      expect(deviation(gradient?.dataSync() ?? [], floats(reference))).toBeLessThan(1e-5);
    }
    value.dispose();
    tf.dispose(grads);
    module.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('sharing between the encoder and the heads', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it('computes what tasks have in common once', () => {
    const module = mmoe({ experts: 3 }).build(context());
    const states = statesOf(false);
    const kernels = (names: readonly string[]) => {
      let count = 0;
      tf.tidy(() => {
        const before = tf.memory().numTensors;
        for (const name of names) module.features(states, name);
        count = tf.memory().numTensors - before;
      });
      return count;
    };
    const alone = kernels(['a']);
    expect(kernels(['a', 'b', 'c'])).toBeLessThan(2 * alone);
    expect(states.reads).toBe(2);
    module.dispose();
  });

  it('reads tokens where the head does', () => {
    const positions: Positions = { rows: Int32Array.of(0, 1), columns: Int32Array.of(1, 3) };
    const tagger = { task: 'a', layer: 1, reads: { over: 'tokens' } as const };
    for (const sharing of Object.values(ways)) {
      const module = sharing.build(context({ tasks: [tagger, ...tasks.slice(1)] }));
      const reads = module.demand('a', positions);
      expect(reads.at(-1)).toEqual({ layer: 1, read: 'positions', positions });
      const features = tf.tidy(() => module.features(statesOf(false), 'a', positions).shape);
      expect(features).toEqual([2, module.width('a')]);
      module.dispose();
    }
  });

  it('says which task a variable serves', () => {
    const served = (sharing: Sharing) => {
      const module = sharing.build(context());
      module.dispose();
      return Object.fromEntries(Object.keys(module.variables).map((name) => [name, module.serves?.(name)]));
    };
    expect(served(mmoe({ experts: 1 }))).toMatchObject({
      'levels.0.shared_experts.0.0.weight': undefined,
      'levels.0.gates.b.weight': ['b'],
    });
    const levels = served(ple({ levels: 2, shared: 1, own: 1 }));
    expect(levels['levels.0.task_experts.c.0.0.weight']).toBeUndefined();
    expect(levels['levels.1.task_experts.c.0.0.weight']).toEqual(['c']);
    expect(served(scalarMix())['mixes.a.gamma']).toEqual(['a']);
  });

  it('starts scalar mixes with the mean of the layers, and draws which layers are left out', () => {
    const module = scalarMix({ dropout: 0.5 }).build(context());
    tf.tidy(() => {
      const states = statesOf(true);
      const mean = tf.mean(tf.stack([0, 1, 2].map((layer) => states.pooled(layer, 'mean'))), 0);
      const mixed = module.features(states, 'a', undefined, { training: false });
      expect(deviation(mixed.dataSync(), mean.dataSync())).toBeLessThan(1e-6);
      const drawn = [1, 2, 3, 4, 5, 6].map((seed) =>
        module
          .features(states, 'a', undefined, { training: true, rng: createRng(seed) })
          .dataSync()
          .join(),
      );
      expect(new Set(drawn).size).toBeGreaterThan(1);
      const again = module.features(states, 'a', undefined, { training: true, rng: createRng(1) });
      expect(again.dataSync().join()).toBe(drawn[0]);
    });
    module.dispose();
  });

  it('has the known value of ScalarMix', () => {
    const module = scalarMix().build(context());
    tf.tidy(() => {
      module.variables['mixes.a.weights']?.assign(tf.tensor1d([0, Math.log(2), Math.log(3)]));
      module.variables['mixes.a.gamma']?.assign(tf.scalar(2));
      const vector = (layer: number) => tf.tensor2d([[10 ** layer]]);
      const states: HiddenStates = {
        pooled: vector,
        at: vector,
        all: () => expect.unreachable(),
        attention: () => expect.unreachable(),
      };
      expect(module.features(states, 'a').dataSync()[0]).toBeCloseTo(107, 4);
    });
    module.dispose();
  });

  it('keeps the columns of tasks that are gone, where others need them', () => {
    const only = { tasks: tasks.slice(0, 1) };
    for (const sharing of [crossStitch({ widths }), ple({ levels: 2, shared: 1, own: 1, widths })]) {
      const whole = sharing.layout?.(context()).variables;
      const reduced = sharing.reduced?.(['a', 'b', 'c']);
      expect(reduced?.layout?.(context(only)).variables).toEqual(whole);
      expect(reduced?.toJSON()).toMatchObject({ columns: ['a', 'b', 'c'] });
      expect(() => reduced?.layout?.(context({ tasks: [{ ...tasks[0], task: 'new' } as never] }))).toThrow(
        /no column; those are of 'a', 'b', 'c'/,
      );
    }
  });

  it.each<[string, () => unknown, RegExp]>([
    ['no expert', () => mmoe({ experts: 0 }), /number of experts is 0/],
    ['half an expert', () => cgc({ shared: 1.5, own: 1 }), /shared experts is 1.5/],
    ['no level', () => ple({ levels: 0, shared: 1, own: 1 }), /number of levels is 0/],
    ['no width', () => mmoe({ experts: 1, widths: [] }), /an expert has no layer/],
    ['a column of width 0', () => crossStitch({ widths: [0] }), /width of a column is 0/],
    ['more than its own', () => crossStitch({ own: 1.5 }), /-0.5/],
    ['a column twice', () => crossStitch({ columns: ['a', 'a'] }), /named \["a","a"\]/],
    ['a dropout of 1', () => scalarMix({ dropout: 1 }), /layer dropout of a scalar mix is 1/],
    ['no layers', () => scalarMix({ layers: [] }), /has no layers/],
    ['a layer that is not there', () => scalarMix({ layers: [3] }).layout?.(context()), /layer 3 of 2/],
    [
      'layers of several widths',
      () => scalarMix().layout?.(context({ encoder: { ...encoder, widths: [3, 6, 6] } })),
      /Layer 0 has the width 3/,
    ],
    [
      'tasks on layers of several widths',
      () =>
        mmoe({ experts: 2 }).layout?.(
          context({
            encoder: { ...encoder, widths: [6, 3, 6] },
            tasks: [...tasks, { task: 'd', layer: 1, reads: { over: 'tokens' } }],
          }),
        ),
      /Layer 1 has the width 3, but layer 2, which 'a' reads, has the width 6/,
    ],
    [
      'a task below the mix',
      () =>
        scalarMix({ layers: [2] }).layout?.(
          context({ tasks: [{ task: 'd', layer: 1, reads: { over: 'tokens' } }] }),
        ),
      /below all layers/,
    ],
  ])('refuses %s', (_, make, message) => {
    expect(make).toThrow(message);
    expect(make).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
});
