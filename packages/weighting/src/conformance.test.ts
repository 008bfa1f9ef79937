import type { WeightingMethod } from '@tomoni/spec';
import { weightingConformance } from '@tomoni/testing';
import { describe, expect, it } from 'vitest';
import {
  alignedMtl,
  autoLambda,
  cagrad,
  chain,
  conFig,
  cosmos,
  crMogm,
  dbMtl,
  dualProj,
  dwa,
  equal,
  excessMtl,
  fairgrad,
  famo,
  formula,
  geometricMean,
  graddrop,
  gradnorm,
  gradvac,
  imtlG,
  imtlL,
  krum,
  lambdas,
  linearWeight,
  meanLoss,
  metaTartan,
  mgda,
  moco,
  modo,
  moml,
  nashMtl,
  pbi,
  pcgrad,
  ratio,
  rlw,
  scheduled,
  sdmgrad,
  stch,
  trimmedMean,
  uncertainty,
  upgrad,
  weightingCatalogue,
} from './index.js';

const preference = { main: 3, a: 1, b: 0, c: 2 };
const ideal = { main: 0.05, a: 0, b: 0, c: 0 };
const fading = linearWeight(1, 0, { steps: 4 });

const methods: { readonly [name: string]: readonly WeightingMethod<string>[] } = {
  equal: [equal()],
  meanLoss: [meanLoss(), meanLoss({ preference })],
  ratio: [ratio(6, 4)],
  lambdas: [lambdas({ main: 1, a: 0.5, b: fading, c: 0 })],
  formula: [formula('main * (1 + mean(aux)) + exp(-step) * sum(aux)')],
  rlw: [rlw()],
  dwa: [dwa()],
  uncertainty: [uncertainty(), uncertainty({ form: 'liebel', initial: -0.5 })],
  geometricMean: [geometricMean()],
  imtlL: [imtlL()],
  stch: [stch(), stch({ mu: 0.1, preference, ideal })],
  famo: [famo(), famo({ least: ideal })],
  cosmos: [cosmos(), cosmos({ penalty: 3, preference })],
  pbi: [pbi(), pbi({ preference, ideal })],
  mgda: [mgda(), mgda({ normalize: 'both', scope: 'layer' })],
  pcgrad: [pcgrad()],
  gradvac: [gradvac()],
  cagrad: [cagrad(), cagrad({ c: 1.5, rescale: 'linear' })],
  imtlG: [imtlG()],
  nashMtl: [nashMtl(), nashMtl({ every: 3, maxNorm: Number.POSITIVE_INFINITY })],
  fairgrad: [fairgrad(), fairgrad({ alpha: 0.1 }), fairgrad({ alpha: 5 })],
  upgrad: [upgrad(), upgrad({ preference })],
  dualProj: [dualProj(), dualProj({ preference })],
  alignedMtl: [alignedMtl(), alignedMtl({ scale: 'rmse', preference })],
  conFig: [conFig(), conFig({ preference })],
  krum: [krum()],
  gradnorm: [gradnorm()],
  modo: [modo()],
  sdmgrad: [sdmgrad(), sdmgrad({ preference })],
  graddrop: [graddrop(), graddrop({ leak: { main: 1, a: 0.5, b: 0, c: 0 } })],
  trimmedMean: [trimmedMean()],
  excessMtl: [excessMtl()],
  moco: [moco()],
  dbMtl: [dbMtl(), dbMtl({ beta: 0 })],
  autoLambda: [autoLambda()],
  moml: [moml()],
  metaTartan: [metaTartan()],
  chain: [
    chain(uncertainty(), cagrad()),
    chain(imtlL(), imtlG()),
    chain(dwa(), graddrop()),
    chain(ratio(6, 4), moco()),
    chain(uncertainty(), famo()),
    chain(autoLambda(), pcgrad()),
  ],
  crMogm: [crMogm(mgda()), crMogm(rlw(), { alpha: 0.5 }), crMogm(famo()), crMogm(chain(imtlL(), gradvac()))],
  scheduled: [scheduled(ratio(6, 4), fading), scheduled(gradvac(), fading)],
};

it('every method of the catalogue is tried', () => {
  const names = weightingCatalogue.flatMap((group) => group.methods.map(({ name }) => name));
  expect(Object.keys(methods).sort()).toEqual(names.sort());
});

describe.each(Object.entries(methods))('%s', (_, variants) => {
  describe.each(variants)('$description', (method) => {
    for (const { name, run } of weightingConformance({ method })) it(name, run);
  });
});
