import { type Json, type JsonObject, type SpecialTokens, TomoniError } from '@tomoni/spec';
import { isObject } from '../files/component.js';

const roles = {
  padding: { key: 'pad_token', usual: ['[PAD]', '<pad>'] },
  unknown: { key: 'unk_token', usual: ['[UNK]', '<unk>'] },
  classification: { key: 'cls_token', usual: ['[CLS]', '<s>'] },
  separator: { key: 'sep_token', usual: ['[SEP]', '</s>'] },
  mask: { key: 'mask_token', usual: ['[MASK]', '<mask>'] },
} as const;

/**
 * The special tokens that the configuration names; where it names none, the usual ones that the vocabulary has.
 *
 * @throws TomoniError `mismatch` where there is no padding token
 */
export function specialTokensOf(
  configuration: JsonObject,
  ids: ReadonlyMap<string, number>,
  unknown: string | undefined,
): SpecialTokens {
  const named = Object.values(roles).some(({ key }) => tokenText(configuration[key]) !== undefined);
  const find = ({ key, usual }: (typeof roles)[keyof typeof roles]): string | undefined =>
    tokenText(configuration[key]) ?? (named ? undefined : usual.find((token) => ids.has(token)));
  const padding = find(roles.padding);
  if (padding === undefined)
    throw new TomoniError({
      code: 'mismatch',
      what: 'The tokenizer has no padding token.',
      remedy: "Name one of its tokens as 'pad_token' in tokenizer_config.json.",
    });
  return {
    padding,
    unknown: find(roles.unknown) ?? unknown,
    classification: find(roles.classification),
    separator: find(roles.separator),
    mask: find(roles.mask),
  };
}

/** The special tokens as `special_tokens_map.json` and `tokenizer_config.json` name them. */
export function specialTokensMap(special: SpecialTokens): Record<string, string> {
  return Object.fromEntries(
    Object.entries(roles).flatMap(([role, { key }]) => {
      const token = special[role as keyof SpecialTokens];
      return token === undefined ? [] : [[key, token]];
    }),
  );
}

/** A token that is written as a text, or as an object with its flags. */
export function tokenText(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return isObject(value) && typeof value.content === 'string' ? value.content : undefined;
}
