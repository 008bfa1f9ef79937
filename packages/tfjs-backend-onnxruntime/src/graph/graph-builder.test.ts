import { fromBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { OnnxRuntimeError } from '../errors/onnxruntime-error.js';
import { float } from './attributes.js';
import { ModelProtoSchema } from './format/onnx_pb.js';
import { GraphBuilder, OPSET } from './graph-builder.js';

const decode = (graph: GraphBuilder) => fromBinary(ModelProtoSchema, graph.encode());

function code(failing: () => unknown): string {
  try {
    failing();
  } catch (error) {
    if (error instanceof OnnxRuntimeError) return error.code;
  }
  return 'no error';
}

describe('GraphBuilder', () => {
  it('writes inputs with symbolic dimensions, nodes, attributes and outputs', () => {
    const graph = new GraphBuilder();
    const x = graph.input('x', 'float32', ['rows', 4]);
    const y = graph.op('Gemm', [x, graph.constant('float32', [1, 2, 3, 4], [4, 1])], { alpha: float(0.5) });
    const [values, indices] = graph.op(
      'TopK',
      [y, graph.constant('int64', [1])],
      { axis: 0 },
      { outputs: 2 },
    );
    graph.output(values, 'values', 'float32', [1, 1]);
    graph.output(indices, 'indices', 'int64');

    const model = decode(graph);
    expect(model.opsetImport.map(({ domain, version }) => [domain, version])).toEqual([
      ['', BigInt(OPSET)],
      ['com.microsoft', 1n],
    ]);
    expect(model.graph?.node.map(({ opType }) => opType)).toEqual(['Gemm', 'TopK']);
    const [gemm, topK] = model.graph?.node ?? [];
    expect(gemm?.input[0]).toBe('x');
    expect(gemm?.attribute[0]).toMatchObject({ name: 'alpha', f: 0.5 });
    expect(topK?.input[0]).toBe(gemm?.output[0]);
    expect(topK?.output).toEqual(['values', 'indices']);
    const dims = model.graph?.input[0]?.type?.value.value?.shape?.dim.map(({ value }) => value.value);
    expect(dims).toEqual(['rows', 4n]);
    expect(model.graph?.output[1]?.type?.value.value?.shape).toBeUndefined();
    const [weights, k] = model.graph?.initializer ?? [];
    expect(weights?.dims).toEqual([4n, 1n]);
    expect(weights?.rawData).toEqual(new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer));
    expect(k?.rawData).toEqual(new Uint8Array(BigInt64Array.of(1n).buffer));
  });

  it('renames what a later operator reads too, and copies only what cannot be renamed', () => {
    const graph = new GraphBuilder();
    const x = graph.input('x', 'float32', [2]);
    const y = graph.op('Neg', [x]);
    graph.output(y, 'saved');
    graph.output(graph.op('Exp', [y]), 'result');
    graph.output(y, 'again');
    graph.output(x, 'unchanged');
    const nodes = decode(graph).graph?.node.map(({ opType, input, output }) => [opType, ...input, ...output]);
    expect(nodes?.slice(0, 2)).toEqual([
      ['Neg', 'x', 'saved'],
      ['Exp', 'saved', 'result'],
    ]);
    expect(nodes?.slice(2)).toEqual([
      ['Identity', 'saved', 'again'],
      ['Identity', 'x', 'unchanged'],
    ]);
  });

  it('writes an input that is left out as an empty name', () => {
    const graph = new GraphBuilder();
    const x = graph.input('x', 'float32', [2]);
    graph.output(graph.op('Clip', [x, undefined, graph.constant('float32', 1)]), 'y');
    expect(decode(graph).graph?.node[0]?.input).toEqual(['x', '', 'constant:0']);
  });

  it('leaves out what no output needs', () => {
    const graph = new GraphBuilder();
    const [x, y] = ['x', 'y'].map((name) => graph.input(name, 'float32', [2]));
    graph.op('Neg', [graph.op('Add', [x, y])]);
    graph.output(graph.op('Exp', [x]), 'exponential');
    expect(graph.prune()).toEqual(['x']);
    const { node, input } = decode(graph).graph ?? {};
    expect(node?.map(({ opType }) => opType)).toEqual(['Exp']);
    expect(input?.map(({ name }) => name)).toEqual(['x']);
  });

  it('keeps lists of integers and strings as attributes', () => {
    const graph = new GraphBuilder();
    const x = graph.input('x', 'float32', [2, 3]);
    graph.op('Transpose', [x], { perm: [1, 0] });
    graph.op('Gelu', [x], { approximate: 'tanh' });
    const [transpose, gelu] = decode(graph).graph?.node ?? [];
    expect(transpose?.attribute[0]?.ints).toEqual([1n, 0n]);
    expect(new TextDecoder().decode(gelu?.attribute[0]?.s)).toBe('tanh');
  });

  it('refuses floats as integers, names used twice, values of other graphs and constants that do not fit', () => {
    const graph = new GraphBuilder();
    const x = graph.input('x', 'float32', [2]);
    expect(code(() => graph.op('LayerNormalization', [x], { epsilon: 1e-5 }))).toBe('invalid-argument');
    expect(code(() => graph.input('x', 'float32', [2]))).toBe('invalid-argument');
    expect(code(() => graph.input('', 'float32', [2]))).toBe('invalid-argument');
    expect(code(() => graph.output(new GraphBuilder().input('y', 'float32', []), 'z'))).toBe(
      'invalid-argument',
    );
    expect(code(() => graph.constant('float32', [1, 2, 3], [2]))).toBe('invalid-argument');
  });
});
