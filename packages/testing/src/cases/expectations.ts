import { AssertionError } from 'node:assert';
import { difference } from './difference.js';

/** Fails with a sentence unless the condition holds. */
export function expect(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new AssertionError({ message: sentence, stackStartFn: expect });
}

/** Fails with a sentence and the first difference unless the values agree. */
export function expectSame(found: unknown, expected: unknown, sentence: string, tolerance = 0): void {
  const unlike = difference(found, expected, tolerance);
  if (unlike !== undefined)
    throw new AssertionError({
      message: `${sentence} (${unlike})`,
      actual: found,
      expected,
      stackStartFn: expectSame,
    });
}

/** Fails unless all numbers are finite. */
export function expectFinite(values: ArrayLike<number>, what: string): void {
  const wrong = Array.from(values).findIndex((value) => !Number.isFinite(value));
  expect(wrong < 0, `${what}: entry ${wrong} is ${values[wrong]}, which is not a finite number.`);
}
