import { compiled } from '../../runtime/graph-cache.js';
import { breakEven } from '../break-even.js';
import type { Product, Transpositions } from './product.js';

/** Computes a product into `out`, which has its size. */
export function multiply(
  product: Product,
  transpositions: Transpositions,
  a: Float32Array,
  b: Float32Array,
  out: Float32Array,
): void {
  if (product.work === 0) out.fill(0);
  else if (product.work < breakEven.BatchMatMul && product.a.length === 2 && product.b.length === 2)
    multiplyLoop(product, transpositions, a, b, out);
  else multiplyGraph(product, transpositions, a, b, out);
}

function multiplyLoop(
  { rows, inner, columns }: Product,
  { transposeA, transposeB }: Transpositions,
  a: Float32Array,
  b: Float32Array,
  out: Float32Array,
): void {
  const [aRow, aInner] = transposeA ? [1, rows] : [inner, 1];
  const [bInner, bColumn] = transposeB ? [1, inner] : [columns, 1];
  for (let row = 0, index = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, index++) {
      let [i, j, sum] = [row * aRow, column * bColumn, 0];
      for (let k = 0; k < inner; k++, i += aInner, j += bInner) sum += (a[i] as number) * (b[j] as number);
      out[index] = sum;
    }
}

function multiplyGraph(
  product: Product,
  { transposeA, transposeB }: Transpositions,
  a: Float32Array,
  b: Float32Array,
  out: Float32Array,
): void {
  const dims = (name: string, shape: readonly number[]) => shape.map((_, axis) => `${name}${axis}`);
  const key = `product of ranks ${product.a.length} and ${product.b.length}${transposeA ? ', transposed' : ''}${transposeB ? ', by transposed' : ''}`;
  const isPlain = product.a.length === 2 && product.b.length === 2;
  const shape = isPlain
    ? [product.rows, product.columns]
    : product.shape.slice(-Math.max(product.a.length, product.b.length));
  compiled(key, (graph) => {
    const left = graph.input('a', 'float32', dims('a', product.a));
    const right = graph.input('b', 'float32', dims('b', product.b));
    const result = isPlain
      ? graph.op('Gemm', [left, right], { transA: Number(transposeA), transB: Number(transposeB) })
      : graph.op(
          'FusedMatMul',
          [left, right],
          { transA: Number(transposeA), transB: Number(transposeB) },
          { domain: 'com.microsoft' },
        );
    graph.output(result, 'out');
  }).run(
    {
      a: { dtype: 'float32', shape: product.a, data: a },
      b: { dtype: 'float32', shape: product.b, data: b },
    },
    { out: { dtype: 'float32', shape, data: out } },
  );
}
