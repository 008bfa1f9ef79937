/**
 * What it costs to get outputs out of onnxruntime-node, and what its session options cost; the figures of
 * docs/decisions/onnxruntime-backend.md. Run it after `tsc -b`, on a machine that does nothing else:
 *
 *     node --expose-gc packages/tfjs-backend-onnxruntime/measurements/outputs.mjs
 *
 * Ways and options are taken in turn; medians and fastest runs in milliseconds.
 */
import { toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from '../dist/graph/format/onnx_pb.js';
import { GraphBuilder } from '../dist/graph/graph-builder.js';
import { nativeBinding } from '../dist/runtime/binding.js';
import { FENCE, withFence } from '../dist/runtime/fence.js';

const threads = 2;
const rounds = 31;

const usual = {
  executionProviders: ['cpu'],
  intraOpNumThreads: threads,
  graphOptimizationLevel: 'all',
  enableCpuMemArena: true,
  enableMemPattern: false,
  logSeverityLevel: 4,
  extra: { session: { intra_op: { allow_spinning: '0' } } },
};

console.log('outputs: one Neg, by size');
for (const size of [2 ** 8, 2 ** 12, 2 ** 14, 2 ** 16, 2 ** 18, 2 ** 20, 2 ** 22]) {
  const session = open(negation(), usual);
  const x = tensor(size);
  const y = tensor(size);
  const ways = {
    'written in place, fenced': () => fenced(session, { x }, { y }),
    'given, copied nonetheless': () => session.run({ x }, { y }, {}),
    'allocated by onnxruntime-node': () => session.run({ x }, { y: null }, {}),
  };
  report(`${(size * 4) / 1024} KiB`, ways);
  session.dispose();
}

console.log(
  'session options: six products of 512 x 384 x 384, each with Tanh and Add, then a loop in JavaScript',
);
const options = {
  'as shipped': usual,
  'spinning for 50 µs': {
    ...usual,
    extra: { session: { force_spinning_stop: '1', intra_op: { spin_duration_us: '50' } } },
  },
  'spinning until the end': { ...usual, extra: { session: { force_spinning_stop: '1' } } },
  'spinning always': { ...usual, extra: {} },
  'one thread': { ...usual, intraOpNumThreads: 1 },
  'no arena': { ...usual, enableCpuMemArena: false },
  'memory pattern': { ...usual, enableMemPattern: true },
};
const feeds = { x: tensor(512 * 384, [512, 384]), w: tensor(384 * 384, [384, 384]) };
const out = { y: tensor(512 * 384, [512, 384]) };
const scratch = new Float32Array(2 ** 18);
report(
  'one run',
  Object.fromEntries(
    Object.entries(options).map(([name, choice]) => {
      const session = open(network(), choice);
      return [
        name,
        () => {
          fenced(session, feeds, out);
          for (let i = 0; i < scratch.length; i++) scratch[i] += 1;
        },
      ];
    }),
  ),
);

function report(title, ways) {
  const samples = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const [name, way] of Object.entries(ways)) {
      const start = performance.now();
      way();
      samples[name].push(performance.now() - start);
    }
  for (const [name, times] of Object.entries(samples)) {
    times.sort((a, b) => a - b);
    console.log(
      `${title.padEnd(12)} ${name.padEnd(32)} median ${times[rounds >> 1].toFixed(3)} fastest ${times[0].toFixed(3)}`,
    );
  }
}

function fenced(session, inputs, outputs) {
  try {
    session.run(inputs, { ...outputs, [FENCE]: null }, {});
  } catch (error) {
    if (!error.message.startsWith('Non tensor')) throw error;
  }
}

function open(graph, choice) {
  const { InferenceSession } = nativeBinding();
  const session = new InferenceSession();
  const file = toBinary(ModelProtoSchema, withFence(graph.model()));
  session.loadModel(file.buffer, file.byteOffset, file.byteLength, choice);
  return session;
}

function negation() {
  const graph = new GraphBuilder();
  graph.output(graph.op('Neg', [graph.input('x', 'float32', ['size'])]), 'y');
  return graph;
}

function network() {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'float32', ['rows', 384]);
  const w = graph.input('w', 'float32', [384, 384]);
  let states = x;
  for (let layer = 0; layer < 6; layer++)
    states = graph.op('Add', [graph.op('Tanh', [graph.op('MatMul', [states, w])]), x]);
  graph.output(states, 'y');
  return graph;
}

function tensor(size, dims = [size]) {
  return { type: 'float32', dims, location: 'cpu', data: new Float32Array(size).fill(0.01) };
}
