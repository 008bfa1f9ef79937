import { autoLambdaFacts } from '../bilevel/auto-lambda.js';
import { forumFacts } from '../bilevel/forum.js';
import { metaTartanFacts } from '../bilevel/meta-tartan.js';
import { momlFacts } from '../bilevel/moml.js';
import { chainFacts } from '../combination/chain.js';
import { crMogmFacts } from '../combination/cr-mogm.js';
import { scheduledFacts } from '../combination/scheduled.js';
import { alignedMtlFacts } from '../gramian/aligned-mtl.js';
import { cagradFacts } from '../gramian/cagrad.js';
import { conFigFacts } from '../gramian/con-fig.js';
import { dualProjFacts } from '../gramian/dual-proj.js';
import { fairgradFacts } from '../gramian/fairgrad.js';
import { gradnormFacts } from '../gramian/gradnorm.js';
import { gradvacFacts } from '../gramian/gradvac.js';
import { imtlGFacts } from '../gramian/imtl-g.js';
import { krumFacts } from '../gramian/krum.js';
import { mgdaFacts } from '../gramian/mgda.js';
import { modoFacts } from '../gramian/modo.js';
import { nashMtlFacts } from '../gramian/nash-mtl.js';
import { pcgradFacts } from '../gramian/pcgrad.js';
import { sdmgradFacts } from '../gramian/sdmgrad.js';
import { upgradFacts } from '../gramian/upgrad.js';
import { dbMtlFacts } from '../jacobian/db-mtl.js';
import { excessMtlFacts } from '../jacobian/excess-mtl.js';
import { graddropFacts } from '../jacobian/graddrop.js';
import { mocoFacts } from '../jacobian/moco.js';
import { trimmedMeanFacts } from '../jacobian/trimmed-mean.js';
import { cosmosFacts } from '../losses/cosmos.js';
import { dwaFacts } from '../losses/dwa.js';
import { equalFacts } from '../losses/equal.js';
import { famoFacts } from '../losses/famo.js';
import { formulaFacts } from '../losses/formula.js';
import { geometricMeanFacts } from '../losses/geometric-mean.js';
import { imtlLFacts } from '../losses/imtl-l.js';
import { lambdasFacts } from '../losses/lambdas.js';
import { meanLossFacts } from '../losses/mean-loss.js';
import { pbiFacts } from '../losses/pbi.js';
import { ratioFacts } from '../losses/ratio.js';
import { rlwFacts } from '../losses/rlw.js';
import { stchFacts } from '../losses/stch.js';
import { uncertaintyFacts } from '../losses/uncertainty.js';
import type { WeightingFacts } from './weighting-facts.js';

/** Methods that work from the same statistic. */
export interface WeightingGroup {
  readonly title: string;
  readonly methods: readonly WeightingFacts[];
}

/** Every way of weighting with its facts, which stand beside its code. */
export const weightingCatalogue: readonly WeightingGroup[] = [
  {
    title: 'From losses',
    methods: [
      equalFacts,
      meanLossFacts,
      ratioFacts,
      lambdasFacts,
      formulaFacts,
      rlwFacts,
      dwaFacts,
      uncertaintyFacts,
      geometricMeanFacts,
      imtlLFacts,
      stchFacts,
      famoFacts,
      cosmosFacts,
      pbiFacts,
    ],
  },
  {
    title: 'From inner products of gradients',
    methods: [
      mgdaFacts,
      pcgradFacts,
      gradvacFacts,
      cagradFacts,
      imtlGFacts,
      nashMtlFacts,
      fairgradFacts,
      upgradFacts,
      dualProjFacts,
      alignedMtlFacts,
      conFigFacts,
      krumFacts,
      gradnormFacts,
      modoFacts,
      sdmgradFacts,
    ],
  },
  {
    title: 'From the gradients themselves',
    methods: [graddropFacts, trimmedMeanFacts, excessMtlFacts, mocoFacts, dbMtlFacts],
  },
  {
    title: 'From validation batches',
    methods: [autoLambdaFacts, momlFacts, forumFacts, metaTartanFacts],
  },
  {
    title: 'Combinations',
    methods: [chainFacts, crMogmFacts, scheduledFacts],
  },
];
