import type { Variable } from '@tensorflow/tfjs';
import { type HostTensor, type NamedHostTensors, type NamedVariables, TomoniError } from '@tomoni/spec';

/** Where a family of checkpoints keeps its masked language model head. */
interface Layout {
  readonly families: readonly string[];
  readonly dense: string;
  readonly normalization: string;
  /** Names of the bias over the vocabulary, the first one found is taken. */
  readonly bias: readonly [string, ...string[]];
  /** A weight of the decoder's own, where it is not tied to the token embeddings. */
  readonly decoder: string;
}

const layouts: readonly Layout[] = [
  {
    families: ['bert'],
    dense: 'cls.predictions.transform.dense',
    normalization: 'cls.predictions.transform.LayerNorm',
    bias: ['cls.predictions.bias', 'cls.predictions.decoder.bias'],
    decoder: 'cls.predictions.decoder.weight',
  },
  {
    families: ['roberta', 'xlm-roberta', 'camembert'],
    dense: 'lm_head.dense',
    normalization: 'lm_head.layer_norm',
    bias: ['lm_head.bias', 'lm_head.decoder.bias'],
    decoder: 'lm_head.decoder.weight',
  },
  {
    families: ['distilbert'],
    dense: 'vocab_transform',
    normalization: 'vocab_layer_norm',
    bias: ['vocab_projector.bias'],
    decoder: 'vocab_projector.weight',
  },
];

/**
 * The masked language model head that an encoder's checkpoint brings along (BERT, RoBERTa or DistilBERT): its tensors under
 * the names of the head's variables, `undefined` where there is none.
 *
 * @throws TomoniError `mismatch` where a part of it is missing, or its decoder is not tied to the token embeddings
 */
export function pretrainedDecoder(pretrained: NamedHostTensors): NamedHostTensors | undefined {
  const layout = layoutIn(pretrained);
  if (layout === undefined) return undefined;
  if (pretrained.has(layout.decoder))
    throw new TomoniError({
      code: 'mismatch',
      what: `The decoder of the checkpoint's masked language model head, '${layout.decoder}', is not tied to the token embeddings.`,
      remedy: 'Use a checkpoint whose configuration does not say `"tie_word_embeddings": false`.',
    });
  return new Map(namesIn(layout).map(([name, names]) => [name, find(pretrained, names)]));
}

/**
 * The variables of a head under the names that they have in the encoder's checkpoint, or that its family gives them;
 * `undefined` for a family without names.
 */
export function decoderExtras(
  variables: NamedVariables,
  pretrained: NamedHostTensors,
  family: string | undefined,
): NamedVariables | undefined {
  const layout =
    layoutIn(pretrained) ?? layouts.find(({ families }) => families.some((own) => own === family));
  if (layout === undefined) return undefined;
  return Object.fromEntries(
    namesIn(layout).flatMap(([name, [first, ...others]]) =>
      [first, ...others]
        .filter((own) => pretrained.has(own) || own === first)
        .map((own) => [own, variables[name] as Variable]),
    ),
  );
}

function layoutIn(pretrained: NamedHostTensors): Layout | undefined {
  return layouts.find(({ dense }) => pretrained.has(`${dense}.weight`));
}

/** Names in checkpoints by variable. */
function namesIn({
  dense,
  normalization,
  bias,
}: Layout): (readonly [string, readonly [string, ...string[]]])[] {
  return [
    ['transform.dense.weight', [`${dense}.weight`]],
    ['transform.dense.bias', [`${dense}.bias`]],
    ['transform.LayerNorm.weight', [`${normalization}.weight`]],
    ['transform.LayerNorm.bias', [`${normalization}.bias`]],
    ['bias', bias],
  ];
}

function find(pretrained: NamedHostTensors, names: readonly string[]): HostTensor {
  const name = names.find((candidate) => pretrained.has(candidate));
  const tensor = name === undefined ? undefined : pretrained.get(name);
  if (tensor !== undefined) return tensor;
  throw new TomoniError({
    code: 'mismatch',
    what: `The checkpoint has a part of a masked language model head, but not its tensor '${names[0]}'.`,
    remedy: 'Use a complete checkpoint.',
  });
}
