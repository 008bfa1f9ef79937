import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { Encoding, Pooling } from '@tomoni/spec';
import { noDropout } from '../dropout/layer-dropout.js';
import { type FrozenRecord, recordName } from './frozen-record.js';
import type { LayerRun, Network, NetworkInput, NetworkLayer } from './network.js';
import { poolings } from './pooling.js';
import { type Queries, queriesOf } from './queries.js';

/** Lengths are rounded up to a multiple of this. */
const bucket = 8;
/** Tokens of a batch, about, where its size is free, and where it is fixed: enough for the kernels to be busy. */
const freeTokens = 1024;
const fixedTokens = 512;
/** The product of one row takes another way through some kernels than that of several. */
const fewest = 2;
/**
 * Backends whose bits of a row do not depend on how many rows there are beside it, but for a single one (tested). Others
 * take another kernel, or share the work out in another way, when there are few: there a batch is always filled up.
 */
const rowwise = new Set(['cpu', 'wasm']);

/** A network on its weights. */
export interface BoundNetwork<Input extends NetworkInput> {
  readonly network: Network<Input>;
  readonly layers: readonly NetworkLayer<Input>[];
}

/**
 * Runs frozen layers over encodings in batches whose shape depends on the length of the encodings alone, as far as the
 * backend's bits do: what comes out for a text is a function of the text, whatever stands beside it.
 *
 * @returns one array per encoding, by the names of the records
 */
export async function runCanonically<Input extends NetworkInput>(
  bound: BoundNetwork<Input>,
  encodings: readonly Encoding[],
  records: readonly FrozenRecord[],
): Promise<ReadonlyMap<string, Float32Array>[]> {
  const found: ReadonlyMap<string, Float32Array>[] = new Array(encodings.length);
  for (const batch of canonicalBatches(encodings)) {
    const texts = batch.map((index) => encodings[index] as Encoding);
    const values = await runBatch(bound, texts, records);
    for (const [i, index] of batch.entries()) found[index] = values[i] as ReadonlyMap<string, Float32Array>;
  }
  return found;
}

/** Indices of encodings of about the same length, batch by batch. */
function canonicalBatches(encodings: readonly Encoding[]): number[][] {
  const buckets = new Map<number, number[]>();
  for (const [index, { ids }] of encodings.entries()) {
    const length = bucketOf(ids.length);
    buckets.set(length, [...(buckets.get(length) ?? []), index]);
  }
  return [...buckets].flatMap(([length, indices]) => {
    const size = fullSize(length);
    return Array.from({ length: Math.ceil(indices.length / size) }, (_, i) =>
      indices.slice(i * size, (i + 1) * size),
    );
  });
}

async function runBatch<Input extends NetworkInput>(
  { network, layers }: BoundNetwork<Input>,
  encodings: readonly Encoding[],
  records: readonly FrozenRecord[],
): Promise<ReadonlyMap<string, Float32Array>[]> {
  const input = network.read(fill(encodings), { multipleOf: bucket, packed: false });
  let tensors: Tensor2D[] = [];
  try {
    tensors = tf.tidy(() => runRecords(layers, input, records));
    const values = encodings.map(() => new Map<string, Float32Array>());
    for (const [i, record] of records.entries()) {
      const tensor = tensors[i] as Tensor2D;
      const width = tensor.shape[1];
      const tokens = record.part === 'tokens';
      const stride = tokens ? input.length * width : width;
      const data = await tensor.data<'float32'>();
      for (const [row, { ids }] of encodings.entries()) {
        const start = row * stride;
        const end = start + (tokens ? ids.length * width : width);
        values[row]?.set(recordName(record), data.slice(start, end));
      }
    }
    return values;
  } finally {
    tf.dispose(tensors);
    input.dispose();
  }
}

/** Repeats the first encoding up to the number that the backend needs for bits that do not depend on it. */
function fill(encodings: readonly Encoding[]): Encoding[] {
  const [first] = encodings as readonly [Encoding];
  const size = rowwise.has(tf.getBackend()) ? fewest : fullSize(bucketOf(first.ids.length));
  return [...encodings, ...new Array<Encoding>(Math.max(0, size - encodings.length)).fill(first)];
}

function bucketOf(length: number): number {
  return Math.ceil(Math.max(1, length) / bucket) * bucket;
}

/** An even number: with lengths rounded up to 8, the rows are a multiple of 16, which kernels are fast at. */
function fullSize(length: number): number {
  const tokens = rowwise.has(tf.getBackend()) ? freeTokens : fixedTokens;
  return Math.max(fewest, 2 * Math.floor(tokens / length / 2));
}

/** The tensors of the records: `[batch · length, width]` or `[batch, width]`. */
function runRecords<Input extends NetworkInput>(
  layers: readonly NetworkLayer<Input>[],
  input: Input,
  records: readonly FrozenRecord[],
): Tensor2D[] {
  const first = queriesOf([{ layer: 0, read: 'pooled', pooling: 'first' }], input);
  const run = (layer: number, below: Tensor2D | undefined, queries?: Queries) =>
    (layers[layer] as NetworkLayer<Input>)(below, input, { ...frozenRun, queries }).states;
  const asVector = ({ part, layer }: FrozenRecord) => part === 'first' && layer > 0 && first !== undefined;
  const highest = Math.max(...records.map((record) => (asVector(record) ? record.layer - 1 : record.layer)));
  const tensors = new Array<Tensor2D>(records.length);
  let below: Tensor2D | undefined;
  for (let layer = 0; layer <= highest + 1; layer++) {
    const own = [...records.entries()].filter(([, record]) => record.layer === layer);
    for (const [i, record] of own) if (asVector(record)) tensors[i] = run(layer, below, first);
    if (layer > highest) break;
    const under: Tensor2D | undefined = below;
    const states: Tensor2D = tf.tidy(() => run(layer, under));
    for (const [i, record] of own) if (!asVector(record)) tensors[i] = partOf(states, record.part, input);
    if (under !== undefined && !tensors.includes(under)) under.dispose();
    below = states;
  }
  return tensors;
}

function partOf(states: Tensor2D, part: 'tokens' | Pooling, { size, length, mask }: NetworkInput): Tensor2D {
  if (part === 'tokens') return states;
  return tf.tidy(() => poolings[part](tf.reshape(states, [size, length, states.shape[1]]), mask));
}

const frozenRun: LayerRun = { dropout: noDropout, attention: false, above: false, memory: 'save' };
