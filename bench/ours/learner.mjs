/** A workload in the words of the library. */

import * as weightings from '@tomoni/weighting';
import {
  adam,
  all,
  bertConfig,
  classification,
  constant,
  createEncoder,
  lambdas,
  layers,
  maskedLanguageModel,
  multitask,
  randomMasking,
  regression,
  tokenTagging,
  wordPieceTokenizer,
} from 'tomoni';

const balancing = { ...weightings };

/** The encoder of a workload, with random weights. */
export function encoderOf({ layers, hidden, heads, intermediate, vocabulary, positions, dropout }) {
  const config = bertConfig({
    layers,
    hiddenSize: hidden,
    heads,
    intermediateSize: intermediate,
    positions,
    hiddenDropout: dropout,
    attentionDropout: dropout,
  });
  return createEncoder(config, { tokenizer: tokenizerOf(vocabulary), seed: 1 });
}

/** An encoder as if it had come with the masked language model head that it was pretrained with. */
export function withDecoder(encoder, { hidden, vocabulary }) {
  const tensor = (shape, value) => ({
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => value(i)),
  });
  const extras = new Map([
    ['cls.predictions.transform.dense.weight', tensor([hidden, hidden], (i) => 0.05 * Math.sin(i))],
    ['cls.predictions.transform.dense.bias', tensor([hidden], () => 0)],
    ['cls.predictions.transform.LayerNorm.weight', tensor([hidden], () => 1)],
    ['cls.predictions.transform.LayerNorm.bias', tensor([hidden], () => 0)],
    ['cls.predictions.bias', tensor([vocabulary], () => 0)],
  ]);
  return {
    config: encoder.config,
    parameters: encoder.parameters,
    tokenizer: encoder.tokenizer,
    extras,
    encode: (input, options) => encoder.encode(input, options),
    instantiate: (options) => encoder.instantiate(options),
  };
}

/** A vocabulary whose words are their own indices. */
function tokenizerOf(size) {
  const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
  const words = Array.from({ length: size - special.length }, (_, i) => `${i + special.length}`);
  return wordPieceTokenizer({ vocabulary: [...special, ...words] });
}

/** A text of so many tokens, `[CLS]` and `[SEP]` included; `number` tells texts apart. */
export function textOf(number, length, vocabulary) {
  const words = Array.from(
    { length: length - 2 },
    (_, i) => 5 + (((number * length + i) * 7919) % (vocabulary - 5)),
  );
  return words.join(' ');
}

/** The learner that trains a workload on the rows of `rowsOf`, epoch after epoch, until it is stopped. */
export function learnerOf({ model, batch, tasks, trained, learningRate, method, weighting = {} }) {
  const optimizer = adam(learningRate);
  const begun = multitask(encoderOf(model))
    .trainable(trained === 'all' ? all() : layers(...trained))
    .optimizer(optimizer)
    .schedule(constant())
    .clipping(undefined)
    .batching({ size: batch, evaluationSize: batch })
    .stopping({ maxEpochs: Number.MAX_SAFE_INTEGER });
  const learner = tasks.reduce((built, { name, kind, layer }, index) => {
    const options = {
      layer,
      dropout: model.dropout,
      ...(kind === 'masking' ? { from: randomMasking() } : {}),
    };
    return index === 0
      ? built.main(name, heads[kind](), options)
      : built.auxiliary(name, heads[kind](), options);
  }, begun);
  if (method !== undefined) return learner.weighting(balancing[method](weighting));
  const weights = tasks.map(({ name, weight = 1 }) => [name, weight]);
  return learner.weighting(lambdas(Object.fromEntries(weights)));
}

const heads = {
  classification: () => classification(),
  tagging: () => tokenTagging(),
  masking: () => maskedLanguageModel(),
  regression: () => regression(),
};

/** The rows of one epoch; `first` numbers the first text. */
export function rowsOf({ model, texts, length, tasks }, first = 0) {
  return Array.from({ length: texts }, (_, i) => {
    const text = textOf(first + i, length, model.vocabulary);
    const labels = tasks
      .filter(({ kind }) => kind !== 'masking')
      .map((task, index) => [task.name, labelOf(task, text, i, index)]);
    return { text, ...Object.fromEntries(labels) };
  });
}

function labelOf({ kind, classes }, text, row, task) {
  if (kind === 'classification') return `class ${row % classes}`;
  return kind === 'tagging' ? spansOf(text, (classes - 1) / 2) : ((row * 7 + task * 3) % 10) / 3;
}

/** Every third word of a text is tagged. */
function spansOf(text, tags) {
  const words = [...text.matchAll(/\S+/g)];
  return words
    .filter((_, i) => i % 3 === 0)
    .map(({ 0: word, index }, i) => ({ start: index, end: index + word.length, tag: `tag ${i % tags}` }));
}

/** Number of encoder parameters that a learner trains: both sides have to train as many. */
export function countTrained(learner) {
  return learner.explain().parameters.trained;
}
