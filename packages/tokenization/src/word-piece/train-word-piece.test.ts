import { readFileSync } from 'node:fs';
import type { Tokenizer } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { trainWordPiece } from './train-word-piece.js';

const python = JSON.parse(
  readFileSync(new URL('../../fixtures/training/word-piece.json', import.meta.url), 'utf8'),
) as { texts: string[]; minFrequency: number; vocabulary: string[] };

const tokens = ({ vocabulary }: Tokenizer): string[] =>
  Array.from({ length: vocabulary.size }, (_, id) => vocabulary.tokenOf(id) ?? '');

describe('trainWordPiece', () => {
  it('learns the vocabulary that Python tokenizers learns', async () => {
    const tokenizer = await trainWordPiece(python.texts, {
      vocabularySize: 5000,
      minFrequency: python.minFrequency,
    });
    expect(tokens(tokenizer).sort()).toEqual([...python.vocabulary].sort());
  });

  it('merges the most frequent pair first, of equals the older tokens', async () => {
    const texts = [
      'hug '.repeat(10),
      'pug '.repeat(5),
      'pun '.repeat(12),
      'bun '.repeat(4),
      'hugs '.repeat(5),
    ];
    const tokenizer = await trainWordPiece(texts, { vocabularySize: 19 });
    expect(tokens(tokenizer).slice(5, 16)).toEqual([
      'b',
      'g',
      'h',
      'n',
      'p',
      's',
      'u',
      '##g',
      '##n',
      '##s',
      '##u',
    ]);
    expect(tokens(tokenizer).slice(16)).toEqual(['##ug', '##un', 'hug']);
  });

  it('gives the same vocabulary again, whatever the order of the texts brings first', async () => {
    const once = await trainWordPiece(python.texts, { vocabularySize: 900 });
    const again = await trainWordPiece([...python.texts].reverse(), { vocabularySize: 900 });
    expect(tokens(once)).toHaveLength(900);
    expect(tokens(again)).toEqual(tokens(once));
  });

  it('leaves out the rarest characters and the words that hold them', async () => {
    const tokenizer = await trainWordPiece(['aab aab aab', 'zzz'], { limitAlphabet: 2, minFrequency: 1 });
    expect(tokens(tokenizer).slice(5)).toEqual(['a', 'b', '##a', '##b', 'aa', 'aab']);
    expect(tokenizer.encode('zzz').tokens).toEqual(['[CLS]', '[UNK]', '[SEP]']);
  });

  it('takes its settings over to the tokenizer', async () => {
    const tokenizer = await trainWordPiece(['Éa Éa'], {
      lowercase: false,
      maxLength: 7,
      special: { padding: '<pad>' },
    });
    expect(tokenizer.encode('Éa').tokens).toEqual(['[CLS]', 'Éa', '[SEP]']);
    expect(tokenizer.maxLength).toBe(7);
    expect(tokenizer.vocabulary.special.padding).toBe('<pad>');
  });

  it('reads an asynchronous source and tells how far it is', async () => {
    async function* source() {
      yield 'low lower';
      yield 'lowest low';
    }
    const seen: unknown[] = [];
    await trainWordPiece(source(), { progress: (progress) => seen.push(progress) });
    expect(seen[0]).toEqual({ phase: 'counting', texts: 2 });
    expect(seen.at(-1)).toMatchObject({ phase: 'merging', wanted: 30_000 });
  });

  it('stops at its signal', async () => {
    await expect(trainWordPiece(['a b'], { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    });
  });

  it('refuses texts without words, a vocabulary too small, and counts that are none', async () => {
    await expect(trainWordPiece(['', ' '])).rejects.toThrow(/no word/);
    await expect(trainWordPiece(['abc'], { vocabularySize: 8 })).rejects.toThrow(/too small/);
    await expect(trainWordPiece(['abc'], { minFrequency: 0 })).rejects.toThrow(/'minFrequency' is 0/);
  });
});
