import * as tf from '@tensorflow/tfjs';
import { useEngine } from '@tomoni/engines';
import type { WeightingMethod } from '@tomoni/spec';
import { fit } from '@tomoni/training';
import {
  alignedMtl,
  autoLambda,
  cagrad,
  chain,
  conFig,
  crMogm,
  dbMtl,
  dualProj,
  dwa,
  excessMtl,
  fairgrad,
  famo,
  geometricMean,
  graddrop,
  gradnorm,
  gradvac,
  imtlG,
  imtlL,
  krum,
  mgda,
  moco,
  modo,
  nashMtl,
  pcgrad,
  rlw,
  stch,
  trimmedMean,
  uncertainty,
  upgrad,
} from '@tomoni/weighting';
import { beforeAll, describe, expect, it } from 'vitest';
import { smallPlan, smallRows, smallTasks } from './small-plan.js';

beforeAll(async () => {
  await useEngine('wasm');
});

const rows = smallRows(16, 1);
const plan = (weighting: WeightingMethod) =>
  smallPlan({
    tasks: smallTasks.slice(0, 3),
    stopping: { ...smallPlan().stopping, maxSteps: 2 },
    weighting,
  });

describe('a run of two steps', () => {
  it.each<WeightingMethod>([
    rlw(),
    dwa(),
    uncertainty(),
    geometricMean(),
    imtlL(),
    stch(),
    mgda(),
    pcgrad(),
    gradvac({ scope: 'layer' }),
    cagrad(),
    imtlG(),
    nashMtl({ scope: 'layer' }),
    fairgrad(),
    upgrad(),
    dualProj(),
    alignedMtl(),
    conFig(),
    krum({ outliers: 0 }),
    gradnorm(),
    dbMtl({ beta: 0 }),
    graddrop(),
    trimmedMean(),
    excessMtl(),
    moco(),
    dbMtl(),
    chain(imtlL(), imtlG()),
    crMogm(mgda()),
  ])('$name: $description', async (weighting) => {
    const before = tf.memory().numTensors;
    const model = await fit(plan(weighting), rows, { seed: 2 });
    for (const { length } of await model.predict(['a film']))
      expect(Number.isFinite(length as number)).toBe(true);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('a run is refused before its first step', () => {
  it.each<[WeightingMethod, string]>([
    [famo(), 'after-update'],
    [modo(), 'batches'],
    [autoLambda(), 'validation'],
  ])('$0.name, which asks for more', async (weighting, extra) => {
    await expect(fit(plan(weighting), rows, { seed: 2 })).rejects.toThrow(`'${extra}'`);
  });
});
