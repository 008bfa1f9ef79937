import { kuromoji, nfkc, type Tokenizer, tokenizerFromFiles, trainWordPiece } from 'tomoni';

/** A tokenizer as Japanese BERT models have it: words of IPADIC, cut into word pieces that are learnt from the texts. */
export async function learnTokenizer(
  texts: readonly string[],
  { vocabularySize, maxLength }: { readonly vocabularySize: number; readonly maxLength: number },
): Promise<Tokenizer> {
  const segmenter = await kuromoji().segmenter();
  const { vocabulary } = await trainWordPiece(texts.map(nfkc), {
    vocabularySize,
    segmenter,
    lowercase: false,
    spaceChinese: false,
  });
  const tokens = Array.from({ length: vocabulary.size }, (_, id) => vocabulary.tokenOf(id) ?? '');
  const configuration = {
    tokenizer_class: 'BertJapaneseTokenizer',
    word_tokenizer_type: 'mecab',
    mecab_kwargs: { mecab_dic: 'ipadic' },
    model_max_length: maxLength,
  };
  const bytes = (content: string) => new TextEncoder().encode(content);
  const files = new Map([
    ['vocab.txt', bytes(tokens.join('\n'))],
    ['tokenizer_config.json', bytes(JSON.stringify(configuration))],
  ]);
  return tokenizerFromFiles(files, { segmenter });
}
