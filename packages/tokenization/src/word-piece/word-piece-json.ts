import type { JsonObject, SpecialTokens } from '@tomoni/spec';

/** What makes a WordPiece tokenizer beside its vocabulary. */
export interface WordPieceSettings {
  readonly lowercase: boolean;
  readonly stripAccents: boolean | null;
  readonly spaceChinese: boolean;
  readonly special: Required<SpecialTokens> & {
    readonly unknown: string;
    readonly classification: string;
    readonly separator: string;
  };
}

/** The normaliser of BERT, as `tokenizer.json` describes it. */
function bertNormalizerJson(settings: Omit<WordPieceSettings, 'special'>): JsonObject {
  return {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: settings.spaceChinese,
    strip_accents: settings.stripAccents,
    lowercase: settings.lowercase,
  };
}

/** The `tokenizer.json` of a BERT tokenizer. */
export function wordPieceJson(ids: ReadonlyMap<string, number>, settings: WordPieceSettings): JsonObject {
  const { special } = settings;
  const { classification, separator } = special;
  const specialToken = (id: string, type_id: number) => ({ SpecialToken: { id, type_id } });
  const sequence = (id: string, type_id: number) => ({ Sequence: { id, type_id } });
  const single = [specialToken(classification, 0), sequence('A', 0), specialToken(separator, 0)];
  const entry = (token: string) => ({ id: token, ids: [ids.get(token) ?? 0], tokens: [token] });
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [...new Set(Object.values<string | undefined>({ ...special }))]
      .flatMap((content) => {
        const id = content === undefined ? undefined : ids.get(content);
        return content === undefined || id === undefined ? [] : [{ content, id }];
      })
      .sort((a, b) => a.id - b.id)
      .map(({ content, id }) => ({
        id,
        content,
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      })),
    normalizer: bertNormalizerJson(settings),
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single,
      pair: [...single, sequence('B', 1), specialToken(separator, 1)],
      special_tokens: { [classification]: entry(classification), [separator]: entry(separator) },
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: special.unknown,
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(ids),
    },
  };
}
