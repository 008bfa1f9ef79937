import { afterEach, describe, expect, it } from 'vitest';
import { OnnxRuntimeError } from '../errors/onnxruntime-error.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import { compile } from './compiled-graph.js';
import { compiled, disposeCompiledGraphs } from './graph-cache.js';
import { setThreads } from './settings.js';

const float32 = (shape: readonly number[], data: Float32Array) =>
  ({ dtype: 'float32', shape, data }) as const;

function negation(): GraphBuilder {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'float32', ['length']);
  graph.output(graph.op('Neg', [x]), 'y', 'float32', ['length']);
  graph.output(graph.op('Exp', [x]), 'z', 'float32', ['length']);
  return graph;
}

function failure(run: () => unknown): OnnxRuntimeError {
  try {
    run();
  } catch (error) {
    if (error instanceof OnnxRuntimeError) return error;
  }
  throw new Error('It did not fail.');
}

describe('compile', () => {
  afterEach(disposeCompiledGraphs);

  it('allocates outputs that are asked for with null, and leaves the others out', () => {
    const graph = compile(negation());
    const { y, ...others } = graph.run({ x: float32([3], Float32Array.of(1, 2, 3)) }, { y: null });
    expect(y).toEqual(float32([3], Float32Array.of(-1, -2, -3)));
    expect(others).toEqual({});
    graph.dispose();
  });

  it.each([
    ['small', 3],
    ['large', 100_000],
  ])('writes %s outputs in place, into views as well', (_, length) => {
    const graph = compile(negation());
    const x = float32([length], new Float32Array(length).fill(2));
    const buffer = new Float32Array(length + 2).fill(7);
    const y = float32([length], buffer.subarray(1, length + 1));
    const z = float32([length], new Float32Array(length));
    const results = graph.run({ x }, { y, z });
    expect(results.y).toBe(y);
    expect(results.z).toBe(z);
    expect([buffer[0], buffer[1], buffer[length], buffer[length + 1]]).toEqual([7, -2, -2, 7]);
    expect(z.data[length - 1]).toBeCloseTo(Math.exp(2), 5);
    graph.dispose();
  });

  it('leaves no copies of large outputs behind', () => {
    const graph = compile(negation());
    const length = 2 ** 20;
    const x = float32([length], new Float32Array(length));
    const y = float32([length], new Float32Array(length));
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 20; i++) graph.run({ x }, { y });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(length * 4);
    graph.dispose();
  });

  it('says what was given where a shape or type does not fit', () => {
    const graph = compile(negation(), { name: 'negation' });
    const wrongRank = failure(() => graph.run({ x: float32([1, 2], new Float32Array(2)) }, { y: null }));
    expect(wrongRank.code).toBe('invalid-argument');
    expect(wrongRank.message).toContain('The negation cannot be computed of x float32 [1,2]');
    const large = float32([100_000], new Float32Array(100_000));
    expect(
      failure(() => graph.run({ x: large }, { y: float32([50_000], new Float32Array(50_000)) })).code,
    ).toBe('invalid-argument');
    const integers = { dtype: 'int32', shape: [2], data: new Int32Array(2) } as const;
    expect(failure(() => graph.run({ x: integers }, { y: null })).code).toBe('invalid-argument');
    graph.dispose();
  });

  it('says what ONNX Runtime has against a graph', () => {
    const graph = new GraphBuilder();
    graph.output(graph.op('NoSuchOperator', [graph.input('x', 'float32', [1])]), 'y');
    const error = failure(() => compile(graph, { name: 'test' }));
    expect(error.code).toBe('failed');
    expect(error.message).toContain('NoSuchOperator');
  });

  it('says what was asked for and what there is where memory runs out', () => {
    const graph = new GraphBuilder();
    const shape = graph.input('shape', 'int64', [3]);
    const ones = graph.op('Expand', [graph.constant('float32', 1), shape]);
    graph.output(graph.op('ReduceSum', [graph.op('Exp', [ones])], { keepdims: 0 }), 'sum');
    const huge = compile(graph, { name: 'expansion' });
    const dims = {
      dtype: 'int64',
      shape: [3],
      data: BigInt64Array.of(2n ** 20n, 2n ** 10n, 2n ** 12n),
    } as const;
    const error = failure(() => huge.run({ shape: dims }, { sum: null }));
    expect(error.code).toBe('exhausted');
    expect(error.message).toMatch(
      /expansion of shape int64 \[3\].*MiB of main memory are free.*smaller batches/s,
    );
    huge.dispose();
  });
});

describe('compiled', () => {
  afterEach(disposeCompiledGraphs);

  it('builds a graph once, and again after the number of threads has changed', () => {
    let built = 0;
    const graph = () =>
      compiled('absolute', (builder) => {
        built++;
        builder.output(builder.op('Abs', [builder.input('x', 'float32', [1])]), 'y');
      });
    expect(graph()).toBe(graph());
    expect(built).toBe(1);
    setThreads(1);
    graph().run({ x: float32([1], Float32Array.of(-1)) }, { y: null });
    expect(built).toBe(2);
    setThreads(2);
    expect(failure(() => setThreads(1.5)).code).toBe('invalid-argument');
  });
});
