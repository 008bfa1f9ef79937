import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { lindera, loadTokenizer, mecab } from '@tomoni/tokenization';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEncoder } from '../encoder/create-encoder.js';
import { bertConfig } from '../family/presets.js';
import { saveEncoder } from '../saving/save-encoder.js';
import { loadEncoder } from './load-encoder.js';

let folder: string;
beforeEach(async () => {
  await tf.setBackend('cpu');
  folder = await mkdtemp(join(tmpdir(), 'tomoni-'));
  await writeFile(
    join(folder, 'vocab.txt'),
    ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', '静か', 'な', '森', 'です', '。'].join('\n'),
  );
  const configuration = { word_tokenizer_type: 'mecab', subword_tokenizer_type: 'wordpiece' };
  await writeFile(join(folder, 'tokenizer_config.json'), JSON.stringify(configuration));
});
afterEach(() => rm(folder, { recursive: true }));

describe('loadEncoder of a Japanese model', () => {
  it('loads it again with the analyser it was saved with, or another with the same dictionary', async () => {
    const tokenizer = await loadTokenizer(folder, { analyzer: lindera() });
    const shape = bertConfig({ layers: 1, hiddenSize: 8, heads: 2, intermediateSize: 16, positions: 16 });
    const encoder = createEncoder(shape, { tokenizer, seed: 1 });
    const saved = join(folder, 'saved');
    await saveEncoder(saved, encoder);
    const expected = encoder.encode('静かな森です。');
    expect(expected[0]?.tokens).toEqual(['[CLS]', '静か', 'な', '森', 'です', '。', '[SEP]']);
    for (const options of [{}, { analyzer: lindera() }]) {
      const loaded = await loadEncoder(saved, options);
      expect(loaded.encode('静かな森です。')).toEqual(expected);
      expect(loaded.files().has('analyzer.json')).toBe(true);
      loaded.dispose();
    }
    await expect(
      loadEncoder(saved, { analyzer: mecab({ command: 'no-such-program' }) }),
    ).rejects.toMatchObject({
      code: 'unavailable',
    });
    encoder.dispose();
  });
});
