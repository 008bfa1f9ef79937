import { type HostTensor, type NamedHostTensors, TomoniError } from '@tomoni/spec';

/** Where a family of checkpoints keeps its masked language model head. */
interface Layout {
  readonly dense: string;
  readonly normalization: string;
  /** Names of the bias over the vocabulary, the first one found is taken. */
  readonly bias: readonly string[];
  readonly epsilon: number;
}

const layouts: readonly Layout[] = [
  {
    dense: 'cls.predictions.transform.dense',
    normalization: 'cls.predictions.transform.LayerNorm',
    bias: ['cls.predictions.bias', 'cls.predictions.decoder.bias'],
    epsilon: 1e-12,
  },
  {
    dense: 'lm_head.dense',
    normalization: 'lm_head.layer_norm',
    bias: ['lm_head.bias', 'lm_head.decoder.bias'],
    epsilon: 1e-5,
  },
  {
    dense: 'vocab_transform',
    normalization: 'vocab_layer_norm',
    bias: ['vocab_projector.bias'],
    epsilon: 1e-12,
  },
];

/** A masked language model head of a checkpoint: its tensors under the names of the head's variables. */
export interface PretrainedDecoder {
  readonly tensors: NamedHostTensors;
  /** What the layer normalisation adds to the variance. */
  readonly epsilon: number;
}

/**
 * The masked language model head that an encoder's checkpoint brings along (BERT, RoBERTa or DistilBERT), `undefined`
 * where there is none.
 *
 * @throws TomoniError `mismatch` where a part of it is missing
 */
export function pretrainedDecoder(pretrained: NamedHostTensors): PretrainedDecoder | undefined {
  const layout = layouts.find(({ dense }) => pretrained.has(`${dense}.weight`));
  if (layout === undefined) return undefined;
  const { dense, normalization, bias, epsilon } = layout;
  const sources: [variable: string, names: readonly string[]][] = [
    ['transform.dense.weight', [`${dense}.weight`]],
    ['transform.dense.bias', [`${dense}.bias`]],
    ['transform.LayerNorm.weight', [`${normalization}.weight`]],
    ['transform.LayerNorm.bias', [`${normalization}.bias`]],
    ['bias', bias],
  ];
  return { tensors: new Map(sources.map(([name, names]) => [name, find(pretrained, names)])), epsilon };
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
