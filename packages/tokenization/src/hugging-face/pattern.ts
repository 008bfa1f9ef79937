import { type JsonObject, TomoniError } from '@tomoni/spec';
import { compilePattern } from './library.js';

/**
 * The regular expression of a pattern in `tokenizer.json`.
 *
 * @throws TomoniError `malformed-file` where the pattern cannot be expressed in JavaScript
 */
export function patternOf(pattern: JsonObject): RegExp {
  let expression: RegExp | undefined;
  let cause: unknown;
  try {
    expression = compilePattern(pattern);
  } catch (error) {
    cause = error;
  }
  if (expression === undefined)
    throw new TomoniError({
      code: 'malformed-file',
      what: `The pattern ${JSON.stringify(pattern)} of tokenizer.json cannot be used.`,
      where: { file: 'tokenizer.json' },
      remedy: 'Write it as { "String": … } or as a { "Regex": … } without \\G.',
      ...(cause === undefined ? {} : { cause }),
    });
  return expression;
}

/** The expression that finds a text as it stands. */
export function literal(text: string): RegExp {
  return new RegExp(text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'gu');
}
