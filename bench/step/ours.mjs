/**
 * The training step of bench/step here: the trainer itself, held by a callback until the next step is asked for.
 *
 * Takes the engine and the workload as arguments. Prints one line of JSON when it is ready, then one for every line
 * that it is given: the seconds of one step, its loss, and the largest resident memory so far.
 */
import { createInterface } from 'node:readline';
import { all, bertConfig, createEncoder, hardSharing } from '@tomoni/encoders';
import { useEngine } from '@tomoni/engines';
import { classification } from '@tomoni/heads';
import { wordPieceTokenizer } from '@tomoni/tokenization';
import { adam, constant, fit } from '@tomoni/training';
import { equal } from '@tomoni/weighting';

const [engineName, workload] = process.argv.slice(2);
const { config, ids, labels, learningRate, threads } = JSON.parse(workload);

const asked = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

try {
  await main();
} catch (error) {
  answer({ missing: error.message });
}

async function main() {
  const engine = await useEngine(engineName, threads === null ? {} : { threads });
  const encoder = createEncoder(encoderConfig(), { tokenizer: tokenizer(), seed: 1 });
  const plan = planOf(encoder);
  answer({
    version: `${engine.name}-${engine.version}`,
    threads: engine.threads,
    parameters: countParameters(encoder),
  });
  if ((await asked.next()).done) return;
  let start = performance.now();
  await fit(plan, rows(), {
    seed: 1,
    callbacks: [
      async (event, control) => {
        if (event.type !== 'step') return;
        if (event.tokens !== ids.length * ids[0].length)
          throw new Error(`The step read ${event.tokens} tokens.`);
        const seconds = (performance.now() - start) / 1000;
        answer({ seconds, loss: event.losses.label, peakBytes: process.resourceUsage().maxRSS * 1024 });
        if ((await asked.next()).done) control.stop();
        start = performance.now();
      },
    ],
  });
}

function answer(values) {
  console.log(JSON.stringify(values));
}

/** The fields of a Hugging Face configuration under their names here. */
function encoderConfig() {
  return bertConfig({
    vocabularySize: config.vocab_size,
    hiddenSize: config.hidden_size,
    layers: config.num_hidden_layers,
    heads: config.num_attention_heads,
    intermediateSize: config.intermediate_size,
    positions: config.max_position_embeddings,
    types: config.type_vocab_size,
    hiddenDropout: config.hidden_dropout_prob,
    attentionDropout: config.attention_probs_dropout_prob,
  });
}

/** A vocabulary whose words are their own indices. */
function tokenizer() {
  const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
  const words = Array.from({ length: config.vocab_size - special.length }, (_, i) => `${i + special.length}`);
  return wordPieceTokenizer({ vocabulary: [...special, ...words] });
}

/** The texts, with `[CLS]` and `[SEP]` in place of the first and the last token; as many batches as will ever be asked for. */
function rows() {
  return ids.map((text, i) => ({ text: text.slice(1, -1).join(' '), label: `class ${labels[i]}` }));
}

function planOf(encoder) {
  return {
    encoder,
    columns: { text: 'text' },
    input: {},
    main: 'label',
    tasks: [
      {
        name: 'label',
        head: classification(),
        layer: encoder.config.depth,
        dropout: config.hidden_dropout_prob,
        labels: { from: 'column', column: 'label' },
      },
    ],
    trainable: all(),
    frozenDropout: false,
    sharing: hardSharing(),
    weighting: equal(),
    optimizer: adam(learningRate),
    schedule: constant(),
    clipNorm: undefined,
    batching: { size: ids.length, accumulate: 1, byLength: true, evaluationSize: ids.length },
    stopping: {
      maxEpochs: Number.MAX_SAFE_INTEGER,
      maxSteps: undefined,
      patience: undefined,
      minDelta: 0,
      monitor: 'label',
      evaluateEvery: { epochs: 1 },
      restoreBest: false,
    },
  };
}

function countParameters(encoder) {
  const head = (config.hidden_size + 1) * new Set(labels).size;
  return encoder.parameters.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), head);
}
