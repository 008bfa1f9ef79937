import type { Tensor, Variable } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { useEngine } from '@tomoni/engines';
import {
  createRng,
  type Encoder,
  type EncoderInstance,
  type Mode,
  type ParameterSelection,
  type Positions,
  type PreparedBatch,
  type Sharing,
  type SharingModule,
  type SharingPlan,
} from '@tomoni/spec';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerStandIns } from '../fixtures/stand-in-kernels.js';
import { fixtureEncoder, fixtureEncodings, floats, readFixture } from '../fixtures/torch-fixture.js';
import {
  adapters,
  all,
  conditionalLayerNorm,
  except,
  hardSharing,
  lastLayers,
  lora,
  none,
  softSharing,
  vectorEncoder,
} from '../index.js';
import {
  assignFixture,
  deviation,
  readFixtures,
  type SharingFixture,
  weightedSum,
} from './fixtures/torch-sharing.js';

const bert = readFixture('narrow-bert');
const encodings = fixtureEncodings(bert);
const evaluation: Mode = { training: false };
const positions: Positions = { rows: Int32Array.of(0, 0, 1), columns: Int32Array.of(1, 3, 2) };
const tasks: SharingPlan['tasks'] = [
  { task: 'main', layer: 3, reads: { over: 'texts', pooling: 'mean' } },
  { task: 'aux', layer: 2, reads: { over: 'tokens' } },
];
const placesOf = (task: string) => (task === 'aux' ? positions : undefined);

/** Parameters of a layer, whose gradients are measured by the largest among them: that of a key's bias is rounding noise. */
const groupOf = (name: string) => /^(\w+\.)?(encoder\.layer\.\d|embeddings)/.exec(name)?.[0] ?? name;
const largest = (values: Float32Array) => Math.max(...values.map(Math.abs));

interface Built {
  readonly instance: EncoderInstance;
  readonly module: SharingModule;
  dispose(): void;
}

function planOf(encoder: Encoder, trainable: ParameterSelection, shared = tasks): SharingPlan {
  return {
    encoder: encoder.config,
    tasks: shared,
    parameters: encoder.parameters.map((info) => ({ ...info, trainable: trainable.includes(info) })),
  };
}

function build(sharing: Sharing, trainable: ParameterSelection, encoder = fixtureEncoder(bert)): Built {
  const plan = planOf(encoder, trainable);
  const copied = sharing.layout?.(plan).copied;
  const instance = encoder.instantiate({
    trainable: { ...trainable, includes: (info) => !copied?.has(info.name) && trainable.includes(info) },
    cache: false,
  });
  const module = sharing.build({
    ...plan,
    parameters: instance.parameters.map((info) => ({ ...info, trainable: trainable.includes(info) })),
    rng: createRng(1),
  });
  if (module.routing !== undefined) instance.route?.(module.routing);
  return {
    instance,
    module,
    dispose: () => {
      instance.dispose();
      module.dispose();
    },
  };
}

async function prepare({ instance, module }: Built, names: readonly string[]): Promise<PreparedBatch> {
  const reads = names.flatMap((task) =>
    module.demand(task, placesOf(task)).map((read) => ({ ...read, route: task })),
  );
  return instance.prepare(encodings, { reads });
}

function featuresOf(
  { instance, module }: Built,
  batch: PreparedBatch,
  names: readonly string[],
  mode: Mode = evaluation,
): Tensor[] {
  const states = instance.forwardRoutes?.(batch, mode, names);
  return names.map((task) => {
    const own = states?.get(task);
    return own === undefined ? expect.unreachable() : module.features(own, task, placesOf(task), mode);
  });
}

/** The features of tasks as plain numbers. */
async function numbersOf(
  built: Built,
  names: readonly string[] = ['main', 'aux'],
  mode: Mode = evaluation,
): Promise<number[][]> {
  const batch = await prepare(built, names);
  const found = tf.tidy(() => featuresOf(built, batch, names, mode).map((y) => Array.from(y.dataSync())));
  batch.dispose();
  return found;
}

const ways: Readonly<Record<string, Sharing>> = {
  lora: lora({ rank: 3, alpha: 6, layers: [2, 3] }),
  'lora with shared A': lora({ rank: 3, alpha: 6, layers: [2, 3], shared: 'A' }),
  'conditional layer norm': conditionalLayerNorm(),
  'conditional layer norm by embedding': conditionalLayerNorm({ embedding: 4 }),
  'houlsby adapters': adapters({ width: 5 }),
  'pfeiffer adapters': adapters({ width: 5, placement: 'pfeiffer' }),
  'layer adapters': adapters({ width: 5, placement: 'layer' }),
  l2: softSharing({ tie: 'l2', strength: 0.05 }),
  'trace norm': softSharing({ tie: 'trace norm', strength: 0.05 }),
};
const fixtures = { ...readFixtures('layers'), ...readFixtures('soft') };

describe.each(['cpu', 'wasm', 'stand-in kernels'] as const)('on %s', (engine) => {
  beforeAll(async () => {
    await useEngine(engine === 'wasm' ? 'wasm' : 'cpu');
    const standIns = engine === 'stand-in kernels' ? registerStandIns() : undefined;
    return standIns?.unregister;
  });

  it.each(Object.keys(ways))('%s gives the features and gradients of PyTorch', async (name) => {
    const before = tf.memory().numTensors;
    const fixture = fixtures[name] as SharingFixture;
    const built = build(ways[name] as Sharing, all());
    const { instance, module } = built;
    expect(Object.keys(module.variables).sort()).toEqual(fixture.variables.map(([own]) => own).sort());
    assignFixture(module.variables, fixture);
    const batch = await prepare(built, ['main', 'aux']);
    tf.tidy(() => {
      for (const [i, y] of featuresOf(built, batch, ['main', 'aux']).entries())
        expect(deviation(y.dataSync(), floats(fixture.outputs[i] as string))).toBeLessThan(1e-4);
    });
    const variables = new Map<string, Variable>([
      ...Object.entries(module.variables),
      ...instance.parameters.flatMap((p): [string, Variable][] => (p.trainable ? [[p.name, p.value]] : [])),
    ]);
    const { value, grads } = tf.variableGrads(() => {
      const sum = weightedSum(featuresOf(built, batch, ['main', 'aux']));
      return module.penalty === undefined ? sum : tf.add(sum, module.penalty());
    }, [...variables.values()]);
    expect(Math.abs((value.dataSync()[0] as number) / fixture.loss - 1)).toBeLessThan(1e-4);
    const scales = new Map<string, number>();
    for (const [own, reference] of fixture.gradients)
      scales.set(groupOf(own), Math.max(scales.get(groupOf(own)) ?? 0, largest(floats(reference))));
    for (const [own, reference] of fixture.gradients) {
      const expected = floats(reference);
      const found = grads[variables.get(own)?.name ?? '']?.dataSync() ?? new Float32Array(expected.length);
      const error = largest(expected.map((value, i) => value - (found[i] as number)));
      expect([own, error / (scales.get(groupOf(own)) as number) < 1e-3]).toEqual([own, true]);
    }
    value.dispose();
    tf.dispose(grads);
    batch.dispose();
    built.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('sharing within the encoder', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it.each(Object.keys(ways).filter((name) => !name.includes('adapters')))(
    '%s starts from the encoder as it is',
    async (name) => {
      const plain = build(hardSharing(), none());
      const reference = await numbersOf(plain);
      plain.dispose();
      const built = build(ways[name] as Sharing, all());
      for (const [i, own] of (await numbersOf(built)).entries())
        expect(deviation(own, reference[i] as number[])).toBeLessThan(1e-5);
      built.dispose();
    },
  );

  it('starts adapters close to the encoder as it is', async () => {
    const plain = build(hardSharing(), none());
    const reference = await numbersOf(plain);
    plain.dispose();
    for (const name of Object.keys(ways).filter((own) => own.includes('adapters'))) {
      const built = build(ways[name] as Sharing, none());
      for (const [i, own] of (await numbersOf(built)).entries())
        expect(deviation(own, reference[i] as number[])).toBeLessThan(0.05);
      built.dispose();
    }
  });

  it('gives a task the same numbers alone and among others, and with a frozen encoder', async () => {
    for (const name of Object.keys(ways)) {
      const sharing = ways[name] as Sharing;
      const built = build(sharing, all());
      assignFixture(built.module.variables, fixtures[name] as SharingFixture);
      const [main, aux] = await numbersOf(built);
      expect(deviation((await numbersOf(built, ['aux']))[0] ?? [], aux ?? [])).toBeLessThan(1e-5);
      expect(deviation((await numbersOf(built, ['main']))[0] ?? [], main ?? [])).toBeLessThan(1e-5);
      built.dispose();
      if (sharing.kind === 'soft') continue;
      const frozen = build(sharing, none());
      assignFixture(frozen.module.variables, fixtures[name] as SharingFixture);
      expect(deviation((await numbersOf(frozen))[0] ?? [], main ?? [])).toBeLessThan(1e-5);
      frozen.dispose();
    }
  });

  it.each(['lora', 'lora with shared A', 'conditional layer norm', 'l2'])(
    '%s merges into the weights of a plain encoder',
    async (name) => {
      const encoder = fixtureEncoder(bert);
      const built = build(ways[name] as Sharing, lastLayers(2), encoder);
      const { variables } = built.module;
      for (const variable of Object.values(variables))
        tf.tidy(() => variable.assign(tf.add(variable, tf.mul(0.1, tf.cos(variable)))));
      const [main, aux] = await numbersOf(built);
      for (const [task, own] of [
        ['main', main],
        ['aux', aux],
      ] as const) {
        const merged = encoder.withWeights(await built.instance.weights(task));
        const plain = build(hardSharing(), none(), merged);
        const [found] = await numbersOf(plain, [task]);
        expect(deviation(found ?? [], own ?? [])).toBeLessThan(1e-5);
        plain.dispose();
      }
      built.dispose();
    },
  );

  it('keeps frozen layers below the first that differs off the tape, and in the cache', async () => {
    const encoder = fixtureEncoder(bert);
    const sharing = lora({ rank: 2, layers: [3] });
    const instance = encoder.instantiate({ trainable: none() });
    const module = sharing.build({ ...planOf(encoder, none()), rng: createRng(1) });
    if (module.routing !== undefined) instance.route?.(module.routing);
    const built = { instance, module, dispose: () => undefined };
    const first = await numbersOf(built, ['main']);
    expect(instance.cacheCounts?.()).toEqual({ hits: 0, misses: 3 });
    expect(await numbersOf(built, ['main'])).toEqual(first);
    expect(instance.cacheCounts?.()).toEqual({ hits: 3, misses: 3 });
    instance.dispose();
    module.dispose();
  });

  it('drops inputs of LoRA by the step alone', async () => {
    const built = build(lora({ rank: 3, dropout: 0.5 }), none());
    for (const variable of Object.values(built.module.variables))
      tf.tidy(() => variable.assign(tf.ones(variable.shape)));
    const mode = (seed: number): Mode => ({ training: true, rng: createRng(seed) });
    const [once, again, other] = [
      await numbersOf(built, ['main'], mode(1)),
      await numbersOf(built, ['main'], mode(1)),
      await numbersOf(built, ['main'], mode(2)),
    ];
    expect(again).toEqual(once);
    expect(other).not.toEqual(once);
    built.dispose();
  });

  it('adapts a network of plain layers too', async () => {
    const encoder = vectorEncoder({ inputSize: 3, hiddenSizes: [8, 8], seed: 1 });
    const plan = {
      encoder: encoder.config,
      tasks: [{ task: 'main', layer: 2, reads: { over: 'texts', pooling: 'first' } as const }],
      parameters: encoder.parameters.map((info) => ({ ...info, trainable: true })),
    };
    const shapes = lora({ rank: 2, targets: ['1'] }).layout?.(plan).variables;
    expect(shapes).toEqual({
      'layers.1.lora_A.main.weight': [2, 8],
      'layers.1.lora_B.main.weight': [8, 2],
    });
    expect(
      Object.keys(adapters({ width: 2, placement: 'layer' }).layout?.(plan).variables ?? {}),
    ).toHaveLength(12);
  });

  const vectors = vectorEncoder({ inputSize: 3, hiddenSizes: [8], seed: 1 });
  const vectorPlan: SharingPlan = {
    encoder: vectors.config,
    tasks: [{ task: 'main', layer: 1, reads: { over: 'texts', pooling: 'first' } }],
    parameters: vectors.parameters.map((info) => ({ ...info, trainable: true })),
  };
  const plan = (trainable: ParameterSelection, shared?: SharingPlan['tasks']) =>
    planOf(fixtureEncoder(bert), trainable, shared);
  it.each<[string, () => unknown, RegExp]>([
    ['LoRA of rank 0', () => lora({ rank: 0 }), /rank of LoRA is 0/],
    ['LoRA of alpha 0', () => lora({ rank: 1, alpha: 0 }), /alpha of LoRA is 0/],
    ['LoRA with no targets', () => lora({ rank: 1, targets: [] }), /no targets/],
    [
      'a target that is not there',
      () => lora({ rank: 1, targets: ['query', 'quarry'] }).layout?.(plan(all())),
      /no weight 'quarry'.*'query', 'key'/,
    ],
    [
      'a layer that is not there',
      () => lora({ rank: 1, layers: [4] }).layout?.(plan(all())),
      /no layer 4 of 3/,
    ],
    ['layer 0', () => adapters({ width: 1, layers: [0] }).layout?.(plan(all())), /no layer 0 of 3/],
    [
      'layers that nobody reads',
      () => lora({ rank: 1, layers: [3] }).layout?.(plan(all(), tasks.slice(1))),
      /highest layer that is read is 2/,
    ],
    [
      'LoRA of queries of a vector encoder',
      () => lora({ rank: 1 }).layout?.(vectorPlan),
      /queries or values/,
    ],
    [
      'layer norms of a vector encoder',
      () => conditionalLayerNorm().layout?.(vectorPlan),
      /no layer normalisation/,
    ],
    ['adapters in a vector encoder', () => adapters({ width: 1 }).layout?.(vectorPlan), /no attention/],
    ['adapters of width 0', () => adapters({ width: 0 }), /width of an adapter is 0/],
    ['an unknown place', () => adapters({ width: 1, placement: 'nowhere' as never }), /placed by 'nowhere'/],
    ['an unknown tie', () => softSharing({ tie: 'l1' as never, strength: 1 }), /tie by 'l1'/],
    ['no strength', () => softSharing({ tie: 'l2', strength: 0 }), /strength of soft sharing is 0/],
    [
      'soft sharing of nothing trained',
      () => softSharing({ tie: 'l2', strength: 1 }).layout?.(plan(none())),
      /no layer that a task reads is trained/,
    ],
    [
      'soft sharing of layers above those read',
      () => softSharing({ tie: 'l2', strength: 1 }).layout?.(plan(except(none()), [])),
      /no layer that a task reads/,
    ],
    ['a vector of width 0', () => conditionalLayerNorm({ embedding: 0 }), /width of a task's vector is 0/],
  ])('refuses %s', (_, make, message) => {
    expect(make).toThrow(message);
    expect(make).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
});
