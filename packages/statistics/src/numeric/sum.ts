/**
 * The sum of `term(0) … term(length − 1)`, compensated (Neumaier 1974): its error does not grow with the length.
 */
export function sum(length: number, term: (index: number) => number): number {
  let total = 0;
  let lost = 0;
  for (let i = 0; i < length; i++) {
    const value = term(i);
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return Number.isFinite(total) ? total + lost : total;
}
