import { GraphBuilder, type GraphValue } from '../graph/graph-builder.js';
import { breakEven } from '../kernels/break-even.js';
import { compile } from '../runtime/compiled-graph.js';
import { currentDevice } from '../runtime/settings.js';
import { add, multiply, sumRows } from './arithmetic.js';
import type { Products } from './products.js';

/** Columns that lie side by side in a block. */
const BLOCK = 16;

/** Operators of the layout in which ONNX Runtime convolves images on the processor. */
const nchwc = { domain: 'com.microsoft.nchwc' } as const;

/**
 * Products as convolutions of one pixel, which ONNX Runtime computes faster than `Gemm`.
 *
 * A matrix `[a, b]` is in blocks where it lies as `[a / 16, b, 16]`: as the image of `a` channels and `b` pixels, and as the
 * filters that make `a` channels of `b`. Rows of states are laid out as pixels, `[columns, rows]`. The gradient of a weight
 * sums over rows: there they are the channels, and what is laid out already serves as the filters.
 */
export function blockedProducts(
  graph: GraphBuilder,
  { hidden, inner }: { readonly hidden: number; readonly inner: number },
): Products {
  const axes = (...list: number[]) => graph.constant('int64', list);
  const image = (matrix: GraphValue) => graph.op('Unsqueeze', [matrix, axes(0, 3)]);
  const matrix = (image: GraphValue) => graph.op('Squeeze', [image, axes(0, 3)]);

  /** `[a, b]` to blocks of `[a, b]`. */
  const blocks = once((x) => matrix(graph.op('ReorderInput', [image(x)], {}, nchwc)));
  /** `[b, a]` to blocks of `[a, b]`. */
  const blocksOfTransposed = once((x) => {
    const pixels = graph.op('Unsqueeze', [x, axes(0, 2)]);
    return matrix(graph.op('ReorderInput', [pixels], { channels_last: 1 }, nchwc));
  });
  /** Blocks of `[a, b]` to `[a, b]`. */
  const whole = (x: GraphValue, a: number) =>
    matrix(graph.op('ReorderOutput', [image(x)], { channels: a }, nchwc));
  /** Blocks of `[a, b]` to `[b, a]`. */
  const wholeTransposed = (x: GraphValue, a: number) => {
    const pixels = graph.op('ReorderOutput', [image(x)], { channels: a, channels_last: 1 }, nchwc);
    return graph.op('Squeeze', [pixels, axes(0, 2)]);
  };
  /** Blocks of `[a, c]` times those of `[c, b]`, plus a bias `[a]`: blocks of `[a, b]`. */
  const product = (a: GraphValue, b: GraphValue, bias?: GraphValue) => {
    const filters = graph.op('Unsqueeze', [a, axes(2, 3)]);
    return matrix(graph.op('Conv', [image(b), filters, bias], { kernel_shape: [1, 1] }, nchwc));
  };
  /** Sums over `b` of blocks of `[a, b]`. */
  const sums = (x: GraphValue, a: number) => {
    const split = graph.op('Reshape', [x, axes(a / BLOCK, -1, BLOCK)]);
    const perBlock = graph.op('ReduceSum', [split, axes(1)], { keepdims: 0 });
    return graph.op('Reshape', [perBlock, axes(a)]);
  };

  const inputGradient: Products['inputGradient'] = (gradient, weight, scale = 1) => {
    const filters = blocksOfTransposed(weight);
    return product(scale === 1 ? filters : multiply(graph, filters, scale), gradient);
  };
  const rows = (laid: GraphValue) => wholeTransposed(laid, hidden);
  return {
    lay: blocksOfTransposed,
    rows,
    linear: (x, { weight, bias }) => product(blocks(weight), x, bias),
    inputGradient,
    rowsGradient: (gradient, weight, residual) => {
      const states = rows(inputGradient(gradient, weight));
      return residual === undefined ? states : add(graph, states, residual);
    },
    weightGradient: (gradient, x, out) => ({
      weight: whole(product(gradient, blocks(x)), out),
      bias: sums(gradient, out),
    }),
    outputWeightGradient: (gradient, x) => ({
      weight: wholeTransposed(product(x, blocks(gradient)), inner),
      bias: sumRows(graph, gradient),
    }),
  };
}

/**
 * Lays each value out once: queries, keys and values read the same states. ONNX Runtime joins no equal operators of this
 * domain.
 */
function once(layOut: (x: GraphValue) => GraphValue): (x: GraphValue) => GraphValue {
  const laid = new Map<GraphValue, GraphValue>();
  return (x) => {
    const known = laid.get(x) ?? layOut(x);
    laid.set(x, known);
    return known;
  };
}

/** Whether products of these sizes can be computed in blocks, and are faster so. */
export function areBlocked(rows: number, hidden: number, inner: number): boolean {
  return (
    rows * hidden * hidden >= breakEven.BlockedProducts &&
    [rows, hidden, inner].every((size) => size % BLOCK === 0) &&
    currentDevice() === 'cpu' &&
    hasBlocks()
  );
}

let known: boolean | undefined;

/** Whether this processor's blocks are of 16: with narrower vectors they are of 8, or there are none. */
function hasBlocks(): boolean {
  known ??= tryBlocks();
  return known;
}

function tryBlocks(): boolean {
  const graph = new GraphBuilder();
  const image = graph.input('image', 'float32', [1, 2 * BLOCK, 2, 1]);
  graph.output(graph.op('ReorderInput', [image], {}, nchwc), 'blocks');
  const numbers = Float32Array.from({ length: 4 * BLOCK }, (_, i) => i);
  try {
    const reorder = compile(graph, { device: 'cpu', threads: 1 });
    const shape = [1, 2 * BLOCK, 2, 1];
    const { blocks } = reorder.run({ image: { dtype: 'float32', shape, data: numbers } }, { blocks: null });
    reorder.dispose();
    return blocks.data[BLOCK - 1] === 2 * (BLOCK - 1) && blocks.data[BLOCK] === 1;
  } catch {
    return false;
  }
}
