import type { Component } from '../files/component.js';
import { isObject } from '../files/component.js';

/** A part of a template: tokens that it adds, or a place for a text. */
export type TemplatePart =
  | { readonly kind: 'special'; readonly ids: readonly number[]; readonly typeId: number }
  | { readonly kind: 'sequence'; readonly sequence: 0 | 1; readonly typeId: number };

/** What a tokenizer puts around one text and around a pair. */
export interface Template {
  readonly single: readonly TemplatePart[];
  readonly pair: readonly TemplatePart[];
  /** Whether offsets leave out the whitespace that byte-level tokens begin or end with. */
  readonly trimOffsets: { readonly addPrefixSpace: boolean } | undefined;
}

const first: TemplatePart = { kind: 'sequence', sequence: 0, typeId: 0 };
const second: TemplatePart = { kind: 'sequence', sequence: 1, typeId: 1 };

/** Texts as they are. */
export const plainTemplate: Template = { single: [first], pair: [first, second], trimOffsets: undefined };

/**
 * The template that the post-processor of a `tokenizer.json` describes.
 *
 * @throws TomoniError `malformed-file` where its type is not known or a setting is missing
 */
export function templateOf(component: Component): Template {
  switch (component.type) {
    case 'Sequence':
      return component.parts('processors').map(templateOf).reduce(combine, plainTemplate);
    case 'ByteLevel':
      return { ...plainTemplate, trimOffsets: trimming(component) };
    case 'TemplateProcessing':
      return {
        single: templateParts(component, 'single'),
        pair: templateParts(component, 'pair'),
        trimOffsets: undefined,
      };
    case 'BertProcessing': {
      const [cls, sep] = [tokenId(component, 'cls'), tokenId(component, 'sep')];
      const single = [special(cls), first, special(sep)];
      return { single, pair: [...single, second, special(sep, 1)], trimOffsets: undefined };
    }
    case 'RobertaProcessing': {
      const [cls, sep] = [tokenId(component, 'cls'), tokenId(component, 'sep')];
      const single = [special(cls), first, special(sep)];
      const pair = [...single, special(sep), { ...second, typeId: 0 }, special(sep)];
      return { single, pair, trimOffsets: trimming(component) };
    }
    default:
      throw component.unknown();
  }
}

/** Number of tokens that a template adds. */
export function addedBy(parts: readonly TemplatePart[]): number {
  return parts.reduce((sum, part) => sum + (part.kind === 'special' ? part.ids.length : 0), 0);
}

function combine(a: Template, b: Template): Template {
  const texts = b.single.length === 1 ? a : b;
  return { single: texts.single, pair: texts.pair, trimOffsets: b.trimOffsets ?? a.trimOffsets };
}

function special(id: number, typeId = 0): TemplatePart {
  return { kind: 'special', ids: [id], typeId };
}

function trimming(component: Component): Template['trimOffsets'] {
  if (!component.flag('trim_offsets', true)) return undefined;
  return { addPrefixSpace: component.flag('add_prefix_space', true) };
}

function tokenId(component: Component, key: string): number {
  const [, id] = component.list(key);
  if (typeof id !== 'number') throw component.unfit(key, 'a token with its index');
  return id;
}

function templateParts(component: Component, key: 'single' | 'pair'): TemplatePart[] {
  const tokens = component.object('special_tokens');
  return component.list(key).map((part): TemplatePart => {
    const settings = isObject(part) ? part : {};
    const { Sequence: sequence, SpecialToken: token } = settings;
    if (isObject(sequence) && typeof sequence.type_id === 'number')
      return { kind: 'sequence', sequence: sequence.id === 'B' ? 1 : 0, typeId: sequence.type_id };
    if (isObject(token) && typeof token.id === 'string' && typeof token.type_id === 'number') {
      const entry = tokens[token.id];
      const ids = isObject(entry) && Array.isArray(entry.ids) ? entry.ids : [];
      if (ids.length > 0) return { kind: 'special', ids: ids.map(Number), typeId: token.type_id };
    }
    throw component.unfit(key, 'a list of sequences and of special tokens with their indices');
  });
}
