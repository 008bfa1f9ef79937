/** Adds matrices entry by entry; `size` rows and columns of zeros where there is none. */
export function sumOf(matrices: readonly Float64Array[], size: number): Float64Array {
  const sum = new Float64Array(size * size);
  for (const matrix of matrices)
    for (const [i, value] of matrix.entries()) sum[i] = (sum[i] as number) + value;
  return sum;
}

/** A matrix with its rows and columns put where the tasks belong; 0 everywhere else, and where the matrix is empty. */
export function placed(matrix: Float64Array, tasks: readonly number[], size: number): Float64Array {
  const values = new Float64Array(size * size);
  for (const [a, row] of tasks.entries())
    for (const [b, column] of tasks.entries())
      values[row * size + column] = matrix[a * tasks.length + b] ?? 0;
  return values;
}
