/** A small square matrix, row-major. */
export interface SquareMatrix {
  readonly size: number;
  readonly values: Float64Array;
}

/** One entry of a matrix. */
export function entry({ size, values }: SquareMatrix, row: number, column: number): number {
  return values[row * size + column] as number;
}

/** The matrix with the given entries. */
export function matrixOf(size: number, at: (row: number, column: number) => number): SquareMatrix {
  const values = new Float64Array(size * size);
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) values[row * size + column] = at(row, column);
  return { size, values };
}

/** The rows and columns of the given indices. */
export function submatrix(matrix: SquareMatrix, indices: readonly number[]): SquareMatrix {
  return matrixOf(indices.length, (row, column) =>
    entry(matrix, indices[row] as number, indices[column] as number),
  );
}

/** The entries on the diagonal. */
export function diagonal(matrix: SquareMatrix): Float64Array {
  return Float64Array.from({ length: matrix.size }, (_, i) => entry(matrix, i, i));
}

/** `M x`. */
export function multiply(matrix: SquareMatrix, vector: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: matrix.size }, (_, row) => {
    let sum = 0;
    for (let column = 0; column < matrix.size; column++)
      sum += entry(matrix, row, column) * (vector[column] as number);
    return sum;
  });
}

/** `xᵀ M x`. */
export function quadraticForm(matrix: SquareMatrix, vector: Float64Array): number {
  return dot(vector, multiply(matrix, vector));
}

/** `xᵀ y`. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** The sum of the entries. */
export function total(vector: Float64Array): number {
  return vector.reduce((sum, value) => sum + value, 0);
}

/** `size` times the same number. */
export function constant(size: number, value: number): Float64Array {
  return new Float64Array(size).fill(value);
}
