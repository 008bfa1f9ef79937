import type { Tensor2D } from '@tensorflow/tfjs';
import {
  type Encoding,
  type FittedHead,
  type Head,
  type HeadContext,
  type HeadModule,
  type LabelBatch,
  type MaskedTokens,
  type Positions,
  requireKnownOptions,
  TomoniError,
  type Vocabulary,
} from '@tomoni/spec';
import { requireLabels } from '../inventory/labelled.js';
import { sparseCrossEntropy } from '../losses/sparse-cross-entropy.js';
import { requirePositiveInteger } from '../options/checks.js';
import { type Place, placesOf, positionsOf, requirePositions } from '../positions/positions.js';
import { number, readSaved } from '../saved/saved.js';
import { type MaskedLanguageModelScores, maskedLanguageModelMeter } from './masked-language-model-meter.js';
import { type RankedToken, rankTokens } from './ranked-tokens.js';
import { tiedDecoder } from './tied-decoder.js';

/** Options of {@link maskedLanguageModel}. */
export interface MaskedLanguageModelOptions {
  /** How many of the likeliest tokens a prediction names per position. Default 5. */
  readonly candidates?: number;
}

/** What a masked language model answers for one token that it was asked to restore. */
export type MaskedTokenPrediction = {
  /** Index of the token in the encoding. */
  readonly position: number;
  /** The stretch of the text that the token covers, in UTF-16 code units. */
  readonly span: { readonly start: number; readonly end: number };
  /** The likeliest token. */
  readonly token: string;
  /** Its probability. */
  readonly probability: number;
  /** The likeliest tokens, the best first. */
  readonly candidates: readonly RankedToken[];
};

/** A head that restores tokens. */
export type MaskedLanguageModelHead = Head<
  MaskedTokens,
  readonly MaskedTokenPrediction[],
  MaskedLanguageModelScores
>;

type State = { readonly candidates: number };

const kind = 'masked-language-model';
const reads = { over: 'tokens' } as const;

/**
 * A head that restores masked tokens: dense layer, gelu, layer normalisation, and a decoder tied to the encoder's token
 * embeddings, with cross entropy over the vocabulary.
 *
 * The vocabulary is scored at the asked positions alone: those of the label, or, where there is none, those of the mask
 * token. The variables start from the encoder checkpoint's own head where it brings one (BERT, RoBERTa, DistilBERT).
 *
 * Source: Devlin et al., "BERT: pre-training of deep bidirectional transformers", NAACL 2019.
 *
 * @throws TomoniError `invalid-argument` where `candidates` is not a positive integer
 *
 * @example
 * ```ts
 * import { maskedLanguageModel } from '@tomoni/heads';
 *
 * const head = maskedLanguageModel({ candidates: 3 });
 * const label = { positions: Int32Array.of(2), ids: Int32Array.of(2158) };
 * console.log(head.fit([]).check(label)); // undefined
 * ```
 */
export function maskedLanguageModel(options: MaskedLanguageModelOptions = {}): MaskedLanguageModelHead {
  requireKnownOptions('maskedLanguageModel()', options, ['candidates']);
  const { candidates = 5 } = options;
  requirePositiveInteger(candidates, 'number of candidates');
  return {
    kind,
    reads,
    fit: () => fitted({ candidates }),
    restore: (saved) => fitted(readSaved<State>(kind, saved, { candidates: number })),
  };
}

function fitted(
  state: State,
): FittedHead<MaskedTokens, readonly MaskedTokenPrediction[], MaskedLanguageModelScores> {
  return {
    kind,
    reads,
    score: { name: 'perplexity', better: 'lower' },
    check: checkLabel,
    build: (context) => build(state, context),
    toJSON: () => ({ kind, ...state }),
  };
}

function checkLabel({ positions, ids }: Partial<MaskedTokens>): string | undefined {
  if (positions === undefined || ids === undefined)
    return 'The label has no `positions` and `ids` of masked tokens, which generators such as randomMasking() make.';
  if (positions.length !== ids.length)
    return `The label names ${positions.length} positions and ${ids.length} tokens.`;
  if (positions.some((position, i) => position < 0 || (i > 0 && position <= (positions[i - 1] as number))))
    return 'The positions of the label are not ascending from 0 on.';
  return ids.some((id) => id < 0) ? 'The label names a token below 0.' : undefined;
}

interface MaskedTokensBatch extends LabelBatch {
  readonly positions: Positions;
  /** Vocabulary index of the token to restore at each position. */
  readonly ids: Int32Array;
}

function build(
  { candidates }: State,
  context: HeadContext,
): HeadModule<MaskedTokens, readonly MaskedTokenPrediction[], MaskedLanguageModelScores, MaskedTokensBatch> {
  const { vocabulary, embeddings } = requireTextEncoder(context);
  const size = embeddings.shape[0];
  const check = (label: MaskedTokens) => checkLabel(label) ?? checkIds(label, size);
  const maskId =
    vocabulary.special.mask === undefined ? -1 : (vocabulary.idOf(vocabulary.special.mask) ?? -1);
  return {
    ...tiedDecoder(context, embeddings),
    collate(labels, encodings) {
      requireLabels(labels, (label) => check(label));
      const positions = positionsOf(
        labels.flatMap((label, row) => asked(label, encodings[row] as Encoding, row)),
      );
      return {
        weight: positions.rows.length,
        positions,
        ids: Int32Array.from(labels.flatMap((label) => Array.from(label?.ids ?? []))),
      };
    },
    positions: (encodings, labels) =>
      positionsOf(
        encodings.flatMap((encoding, row) =>
          labels === undefined ? masked(encoding, maskId, row) : asked(labels[row], encoding, row),
        ),
      ),
    loss: (logits, { ids }) => sparseCrossEntropy(logits, ids),
    async decode(logits, encodings, positions) {
      const places = placesOf(requirePositions(positions, logits.shape[0], context.task));
      const ranked = await rankTokens(logits, candidates, vocabulary, context.task);
      const predictions = encodings.map((): MaskedTokenPrediction[] => []);
      places.forEach(({ row, column }, i) => {
        const tokens = ranked[i] as readonly RankedToken[];
        const { token, probability } = tokens[0] as RankedToken;
        const span = spanOf(encodings[row] as Encoding, column);
        predictions[row]?.push({ position: column, span, token, probability, candidates: tokens });
      });
      return predictions;
    },
    meter: maskedLanguageModelMeter,
  };
}

function requireTextEncoder({ task, vocabulary, tokenEmbeddings }: HeadContext): {
  vocabulary: Vocabulary;
  embeddings: Tensor2D;
} {
  if (vocabulary !== undefined && tokenEmbeddings !== undefined)
    return { vocabulary, embeddings: tokenEmbeddings };
  throw new TomoniError({
    code: 'invalid-argument',
    what: 'A masked language model needs an encoder with token embeddings and a vocabulary.',
    where: { task },
    remedy: 'Use a text encoder.',
  });
}

function checkIds({ ids }: MaskedTokens, size: number): string | undefined {
  const unknown = ids.find((id) => id >= size);
  return unknown === undefined ? undefined : `The label names token ${unknown} of a vocabulary of ${size}.`;
}

/** The places that a label asks about. */
function asked(label: MaskedTokens | undefined, encoding: Encoding, row: number): Place[] {
  const last = label?.positions.at(-1);
  if (label === undefined || last === undefined) return [];
  if (last >= encoding.ids.length)
    throw new TomoniError({
      code: 'invalid-data',
      what: `The label names position ${last} of an encoding of ${encoding.ids.length} tokens.`,
    });
  return Array.from(label.positions, (column) => ({ row, column }));
}

/** The places of the mask token. */
function masked(encoding: Encoding, maskId: number, row: number): Place[] {
  return Array.from(encoding.ids).flatMap((id, column) => (id === maskId ? [{ row, column }] : []));
}

function spanOf({ offsets }: Encoding, column: number): { start: number; end: number } {
  return { start: offsets[2 * column] as number, end: offsets[2 * column + 1] as number };
}
