import { describe, expect, it } from 'vitest';
import { requireKnownOptions } from './known-options.js';

interface Options {
  readonly warmup?: number;
  readonly steps?: number;
}

const check = (options: unknown) => () =>
  requireKnownOptions<Options, ['warmup', 'steps']>('constant()', options as Options, ['warmup', 'steps']);

describe('requireKnownOptions', () => {
  it('takes any of the options, and none', () => {
    expect(check({})).not.toThrow();
    expect(check({ steps: 3, warmup: undefined })).not.toThrow();
  });

  it('names the option that is not there, and those that are', () => {
    expect(check({ warmpu: 0.1 })).toThrow(
      "constant() has no option 'warmpu'. The options are warmup, steps.",
    );
  });

  it.each([
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a text', 'linear', "'linear'"],
    ['a number', 0.1, '0.1'],
    ['an array', [0.1], 'an array'],
    ['a function', () => 0, 'a function'],
  ])('refuses %s in place of options', (_, given, words) => {
    expect(check(given)).toThrow(
      `constant() takes its options as an object, which ${words} is not. The options are warmup, steps.`,
    );
  });
});
