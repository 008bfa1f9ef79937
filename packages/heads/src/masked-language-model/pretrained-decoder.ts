import { type HostTensor, type NamedHostTensors, TomoniError } from '@tomoni/spec';

/** Where a family of checkpoints keeps its masked language model head. */
interface Layout {
  readonly dense: string;
  readonly normalization: string;
  /** Names of the bias over the vocabulary, the first one found is taken. */
  readonly bias: readonly string[];
}

const layouts: readonly Layout[] = [
  {
    dense: 'cls.predictions.transform.dense',
    normalization: 'cls.predictions.transform.LayerNorm',
    bias: ['cls.predictions.bias', 'cls.predictions.decoder.bias'],
  },
  {
    dense: 'lm_head.dense',
    normalization: 'lm_head.layer_norm',
    bias: ['lm_head.bias', 'lm_head.decoder.bias'],
  },
  {
    dense: 'vocab_transform',
    normalization: 'vocab_layer_norm',
    bias: ['vocab_projector.bias'],
  },
];

/**
 * The masked language model head that an encoder's checkpoint brings along (BERT, RoBERTa or DistilBERT): its tensors under
 * the names of the head's variables, `undefined` where there is none.
 *
 * @throws TomoniError `mismatch` where a part of it is missing
 */
export function pretrainedDecoder(pretrained: NamedHostTensors): NamedHostTensors | undefined {
  const layout = layouts.find(({ dense }) => pretrained.has(`${dense}.weight`));
  if (layout === undefined) return undefined;
  const { dense, normalization, bias } = layout;
  const sources: [variable: string, names: readonly string[]][] = [
    ['transform.dense.weight', [`${dense}.weight`]],
    ['transform.dense.bias', [`${dense}.bias`]],
    ['transform.LayerNorm.weight', [`${normalization}.weight`]],
    ['transform.LayerNorm.bias', [`${normalization}.bias`]],
    ['bias', bias],
  ];
  return new Map(sources.map(([name, names]) => [name, find(pretrained, names)]));
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
