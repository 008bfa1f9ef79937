import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Encoder } from './index.js';
import * as tomoni from './index.js';

/** An option that no function has, as a script without a compiler may give it. */
const misspelt = { mispelt: 1 } as never;
const rows = [
  { text: 'a b', label: 1 },
  { text: 'b a', label: 2 },
];

/** Every function of a script whose options decide what comes out, called with an option that it does not have. */
const calls: Readonly<Record<string, (options: never) => unknown>> = {
  'activationCache()': tomoni.activationCache,
  'adam()': (options) => tomoni.adam(1e-3, options),
  'adamW()': (options) => tomoni.adamW(1e-3, options),
  'adapters()': tomoni.adapters,
  'alignedMtl()': tomoni.alignedMtl,
  'autoLambda()': tomoni.autoLambda,
  'auxiliarySubsets()': (options) => tomoni.auxiliarySubsets(['a'], options),
  'cagrad()': tomoni.cagrad,
  'capitalisation()': tomoni.capitalisation,
  'cgc()': tomoni.cgc,
  'classification()': tomoni.classification,
  'conditionalLayerNorm()': tomoni.conditionalLayerNorm,
  'conFig()': tomoni.conFig,
  'constant()': tomoni.constant,
  'contentWords()': tomoni.contentWords,
  'cosine()': tomoni.cosine,
  'cosineWithRestarts()': tomoni.cosineWithRestarts,
  'cosmos()': tomoni.cosmos,
  'crossStitch()': tomoni.crossStitch,
  'cutToEqualSize()': (options) => tomoni.cutToEqualSize(rows, 'label', options),
  'dbMtl()': tomoni.dbMtl,
  'dropDuplicates()': (options) => tomoni.dropDuplicates(rows, options),
  'dualProj()': tomoni.dualProj,
  'dwa()': tomoni.dwa,
  'excessMtl()': tomoni.excessMtl,
  'exponentialWeight()': (options) => tomoni.exponentialWeight(1, 0.5, options),
  'fairgrad()': tomoni.fairgrad,
  'famo()': tomoni.famo,
  'findDuplicates()': (options) => tomoni.findDuplicates(rows, options),
  'findLeaks()': (options) => tomoni.findLeaks({ train: rows }, options),
  'findTaskLeaks()': (options) => tomoni.findTaskLeaks([], options),
  'forum()': tomoni.forum,
  'forwardSelection()': (options) => tomoni.forwardSelection(['a'], options),
  'graddrop()': tomoni.graddrop,
  'gradnorm()': tomoni.gradnorm,
  'gradvac()': tomoni.gradvac,
  'imtlG()': tomoni.imtlG,
  'imtlL()': tomoni.imtlL,
  'integer()': tomoni.integer,
  'inverseSquareRoot()': tomoni.inverseSquareRoot,
  'kFold()': (options) => tomoni.kFold(rows, 3, options),
  'krum()': tomoni.krum,
  'l3Masking()': tomoni.l3Masking,
  'layerSweep()': (options) => tomoni.layerSweep(2, options),
  'linear()': tomoni.linear,
  'linearWeight()': (options) => tomoni.linearWeight(1, 0, options),
  'loadEncoder()': (options) => tomoni.loadEncoder('out/encoder', options),
  'localPool()': tomoni.localPool,
  'lora()': tomoni.lora,
  'maskedLanguageModel()': tomoni.maskedLanguageModel,
  'meanLoss()': tomoni.meanLoss,
  'metaTartan()': tomoni.metaTartan,
  'mgda()': tomoni.mgda,
  'mmoe()': tomoni.mmoe,
  'moco()': tomoni.moco,
  'modo()': tomoni.modo,
  'moml()': tomoni.moml,
  'multiLabel()': tomoni.multiLabel,
  'nashMtl()': tomoni.nashMtl,
  'noise()': tomoni.noise,
  'number()': tomoni.number,
  'ordinal()': tomoni.ordinal,
  'oversample()': (options) => tomoni.oversample(rows, 'label', options),
  'partsOfSpeech()': tomoni.partsOfSpeech,
  'pbi()': tomoni.pbi,
  'pcgrad()': tomoni.pcgrad,
  'permutedText()': tomoni.permutedText,
  'ple()': tomoni.ple,
  'polynomial()': tomoni.polynomial,
  'progressBar()': tomoni.progressBar,
  'randomMasking()': tomoni.randomMasking,
  'readConllu()': (options) => tomoni.readConllu('data.conllu', options),
  'readCsv()': (options) => tomoni.readCsv('data.csv', {}, options),
  'readIob2()': (options) => tomoni.readIob2('data.iob2', options),
  'readJsonLines()': (options) => tomoni.readJsonLines('data.jsonl', {}, options),
  'readTsv()': (options) => tomoni.readTsv('data.tsv', {}, options),
  'regression()': tomoni.regression,
  'replacedText()': tomoni.replacedText,
  'scalarMix()': tomoni.scalarMix,
  'sdmgrad()': tomoni.sdmgrad,
  'sentenceOrder()': tomoni.sentenceOrder,
  'sgd()': (options) => tomoni.sgd(1e-3, options),
  'slantedTriangular()': tomoni.slantedTriangular,
  'spanMasking()': tomoni.spanMasking,
  'split()': (options) => tomoni.split(rows, { train: 1 }, options),
  'stch()': tomoni.stch,
  'stopByTrend()': tomoni.stopByTrend,
  'stopWithoutGain()': tomoni.stopWithoutGain,
  'streamCsv()': (options) => tomoni.streamCsv('data.csv', {}, options),
  'streamJsonLines()': (options) => tomoni.streamJsonLines('data.jsonl', {}, options),
  'streamTsv()': (options) => tomoni.streamTsv('data.tsv', {}, options),
  'study()': tomoni.study,
  'temperatureSampling()': tomoni.temperatureSampling,
  'text()': tomoni.text,
  'tfIdf()': tomoni.tfIdf,
  'tokenNgrams()': tomoni.tokenNgrams,
  'tokenTagging()': tomoni.tokenTagging,
  'trainWordPiece()': (options) => tomoni.trainWordPiece(['a b'], options),
  'trimmedMean()': tomoni.trimmedMean,
  'uncertainty()': tomoni.uncertainty,
  'upgrad()': tomoni.upgrad,
  'weightingComparison()': (options) => tomoni.weightingComparison(['equal'], options),
  'wholeWordMasking()': tomoni.wholeWordMasking,
  'wordListSentiment()': tomoni.wordListSentiment,
  'wordPieceTokenizer()': tomoni.wordPieceTokenizer,
};

describe('an option that is not there is refused by', () => {
  it.each(Object.entries(calls))('%s', async (name, call) => {
    await expect(async () => call(misspelt)).rejects.toThrow(
      `${name} has no option 'mispelt'. The options are `,
    );
  });
});

describe('a learner without a compiler', () => {
  let encoder: Encoder;
  beforeAll(async () => {
    await tf.setBackend('cpu');
    encoder = tomoni.createEncoder(
      tomoni.bertConfig({ layers: 1, hiddenSize: 4, heads: 1, intermediateSize: 4, positions: 8 }),
      {
        tokenizer: tomoni.wordPieceTokenizer({
          vocabulary: ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'a', 'b'],
        }),
        seed: 1,
      },
    );
  });

  it('refuses misspelt options of runs, evaluations and predictions', async () => {
    const learner = tomoni.multitask(encoder).main('label', tomoni.regression()).stopping({ maxEpochs: 1 });
    await expect(learner.fit(rows, misspelt)).rejects.toThrow("fit() has no option 'mispelt'.");
    const checkpoints = { folder: 'out/run', every: 3 };
    await expect(learner.fit(rows, { checkpoints })).rejects.toThrow(
      "The option 'checkpoints' has no option 'every'. The options are folder, everySteps, keep.",
    );
    const callbacks = tomoni.progressBar() as never;
    await expect(learner.fit(rows, { callbacks })).rejects.toThrow(
      'The callbacks are not a list of functions.',
    );
    await expect(learner.check(rows, misspelt)).rejects.toThrow(".check() has no option 'mispelt'.");
    const model = await learner.fit(rows);
    await expect(model.evaluate(rows, misspelt)).rejects.toThrow("evaluate() has no option 'mispelt'.");
    await expect(model.predict(['a'], misspelt)).rejects.toThrow("predict() has no option 'mispelt'.");
    model.dispose();
  });
});
