import { createHash } from 'node:crypto';
import { appendLine, readLines } from '@tomoni/data';
import { type Encoder, type Encoding, type Json, type NamedHostTensors, TomoniError } from '@tomoni/spec';
import { isJsonObject } from '../saved/json-object.js';
import { contentKey } from './masked-copies.js';
import type { MaskedPredictor } from './masked-predictor.js';
import type { PseudoLikelihoodVariant } from './masking-sets.js';
import type { TokenScores } from './token-scores.js';

/** Scores that outlive the process: written as they come, and not computed again. */
export interface ScoreLog {
  /** Scores that were written before, by the key of their encoding. */
  readonly known: ReadonlyMap<string, TokenScores>;
  /** Writes some scores and waits until they are on the disk. */
  append(scores: ReadonlyMap<string, TokenScores>): Promise<void>;
}

const format = 1;

/**
 * Opens a log of scores, made where there is none.
 *
 * @throws TomoniError `mismatch` where it holds scores of another model, or of another kind
 */
export async function openScoreLog(
  path: string,
  encoder: Encoder,
  predictor: MaskedPredictor,
  variant: PseudoLikelihoodVariant,
): Promise<ScoreLog> {
  const model = fingerprint([await predictor.weights(), encoder.extras]);
  const header = { kind: 'pseudo-likelihood', format, variant, model };
  const { lines } = await readLines(path);
  const [first, ...rest] = lines;
  if (first === undefined) await appendLine(path, header);
  else if (JSON.stringify(first) !== JSON.stringify(header))
    throw new TomoniError({
      code: 'mismatch',
      what: `The file holds ${describeHeader(first)}, not pseudo-likelihoods '${variant}' of this model.`,
      where: { file: path },
      remedy: 'Give another file, or remove this one.',
    });
  const known = new Map<string, TokenScores>();
  for (const line of rest)
    if (isJsonObject(line))
      for (const [key, scores] of Object.entries(line))
        if (typeof scores === 'string') known.set(key, decodeScores(scores));
  return {
    known,
    append: async (scores) => {
      await appendLine(
        path,
        Object.fromEntries([...scores].map(([key, own]): [string, Json] => [key, encodeScores(own)])),
      );
    },
  };
}

/** Name of an encoding in logs and saved generators: equal tokens have equal names. */
export function scoreKey({ ids, typeIds, window }: Encoding): string {
  const owned = window === undefined ? '' : window.owned.join('');
  return createHash('sha256')
    .update(contentKey(ids, typeIds), 'latin1')
    .update(owned)
    .digest('base64url')
    .slice(0, 22);
}

/** Scores as text: base64 of little-endian float32. */
export function encodeScores(scores: TokenScores): string {
  const bytes = Buffer.alloc(4 * scores.length);
  scores.forEach((score, i) => {
    bytes.writeFloatLE(score, 4 * i);
  });
  return bytes.toString('base64');
}

/** What {@link encodeScores} wrote. */
export function decodeScores(text: string): TokenScores {
  const bytes = Buffer.from(text, 'base64');
  return Float32Array.from({ length: bytes.length >> 2 }, (_, i) => bytes.readFloatLE(4 * i));
}

/** Tells models apart by some of their weights: up to 256 numbers of each tensor. */
function fingerprint(parts: readonly NamedHostTensors[]): string {
  const hash = createHash('sha256');
  for (const part of parts)
    for (const [name, { shape, data }] of part) hash.update(`${name} ${shape} ${sampleOf(data)}`);
  return hash.digest('base64url').slice(0, 22);
}

function sampleOf(data: Float32Array | Int32Array): string {
  const step = Math.max(1, Math.floor(data.length / 256));
  return Array.from({ length: Math.min(256, data.length) }, (_, i) => data[i * step]).join();
}

function describeHeader(header: Json): string {
  const { kind, variant } = isJsonObject(header) ? header : {};
  return kind === 'pseudo-likelihood' ? `pseudo-likelihoods '${variant}' of some model` : 'something else';
}
