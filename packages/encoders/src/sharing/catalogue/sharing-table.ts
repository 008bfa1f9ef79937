import type { Sharing, SharingPlan } from '@tomoni/spec';
import { bert } from '../../family/bert.js';
import { bertConfig } from '../../family/presets.js';
import { transformer } from '../../transformer/transformer.js';
import { cgc } from '../experts/cgc.js';
import { mmoe } from '../experts/mmoe.js';
import { ple } from '../experts/ple.js';
import { crossStitch } from '../features/cross-stitch.js';
import { hardSharing } from '../features/hard-sharing.js';
import { scalarMix } from '../features/scalar-mix.js';
import { adapters } from '../layers/adapters.js';
import { conditionalLayerNorm } from '../layers/conditional-layer-norm.js';
import { lora } from '../layers/lora.js';
import { softSharing } from '../layers/soft-sharing.js';

interface Example {
  readonly call: string;
  readonly sharing: Sharing;
  /** What a task has of its own. */
  readonly own: string;
  readonly source: string;
}

const examples: readonly Example[] = [
  { call: 'hardSharing()', sharing: hardSharing(), own: 'its head', source: 'Caruana 1997' },
  { call: 'scalarMix()', sharing: scalarMix(), own: 'a mix of layers', source: 'Peters et al. 2018' },
  {
    call: 'mmoe({ experts: 4, widths: [256] })',
    sharing: mmoe({ experts: 4, widths: [256] }),
    own: 'a gate',
    source: 'Ma et al. 2018',
  },
  {
    call: 'cgc({ shared: 2, own: 1, widths: [256] })',
    sharing: cgc({ shared: 2, own: 1, widths: [256] }),
    own: 'a gate and experts',
    source: 'Tang et al. 2020',
  },
  {
    call: 'ple({ levels: 2, shared: 2, own: 1, widths: [256] })',
    sharing: ple({ levels: 2, shared: 2, own: 1, widths: [256] }),
    own: 'gates and experts per level',
    source: 'Tang et al. 2020',
  },
  {
    call: 'crossStitch({ widths: [256, 256] })',
    sharing: crossStitch({ widths: [256, 256] }),
    own: 'a column of dense layers',
    source: 'Misra et al. 2016',
  },
  {
    call: 'conditionalLayerNorm()',
    sharing: conditionalLayerNorm(),
    own: 'scales and shifts',
    source: 'Pilault et al. 2021',
  },
  {
    call: 'lora({ rank: 8 })',
    sharing: lora({ rank: 8 }),
    own: 'low-rank changes',
    source: 'Hu et al. 2022',
  },
  {
    call: "lora({ rank: 8, shared: 'A' })",
    sharing: lora({ rank: 8, shared: 'A' }),
    own: 'the `B` of low-rank changes',
    source: 'Tian et al. 2024',
  },
  {
    call: 'adapters({ width: 48 })',
    sharing: adapters({ width: 48 }),
    own: 'two bottlenecks per layer',
    source: 'Houlsby et al. 2019',
  },
  {
    call: "adapters({ width: 48, placement: 'pfeiffer' })",
    sharing: adapters({ width: 48, placement: 'pfeiffer' }),
    own: 'a bottleneck per layer',
    source: 'Pfeiffer et al. 2021',
  },
  {
    call: "adapters({ width: 48, placement: 'layer' })",
    sharing: adapters({ width: 48, placement: 'layer' }),
    own: 'a bottleneck on each layer',
    source: 'Bapna and Firat 2019',
  },
  {
    call: "softSharing({ tie: 'l2', strength: 1e-3 })",
    sharing: softSharing({ tie: 'l2', strength: 1e-3 }),
    own: 'the trained layers',
    source: 'Duong et al. 2015',
  },
];

const headers = [
  'Way of sharing',
  'A task has of its own',
  'Parameters beside the encoder',
  'Layers run once per task',
  'A layer is one call',
  'A single task is a plain encoder',
  'Source',
];

/**
 * Every way of sharing as a Markdown table: what it adds to BERT-base with three tasks on the last layer, all layers
 * trained, and what it costs.
 *
 * @example
 * ```ts
 * import { sharingTable } from '@tomoni/encoders';
 *
 * console.log(sharingTable());
 * ```
 */
export function sharingTable(): string {
  const plan = bertBase();
  const rows = examples.map(({ call, sharing, own, source }) => {
    const { variables = {}, routed = [], opened = false, merges = false } = sharing.layout?.(plan) ?? {};
    const count = Object.values(variables).reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0);
    const perTask = routed.length === 0 ? 'none' : `${routed[0]}–${plan.encoder.depth}`;
    return [
      `\`${call}\``,
      own,
      count.toLocaleString('en-US'),
      perTask,
      opened ? 'no' : 'yes',
      merges || sharing.kind === 'hard' ? 'yes' : 'no',
      source,
    ];
  });
  return `${[headers, headers.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}

function bertBase(): SharingPlan {
  const config = { ...bertConfig(), vocabularySize: 30_522, paddingId: 0 };
  const { parameters, depth } = transformer(bert, config);
  return {
    encoder: {
      kind: 'bert',
      name: 'BERT-base',
      depth,
      hiddenSize: config.hiddenSize,
      maxLength: config.positions,
      vocabularySize: config.vocabularySize,
      heads: config.heads,
    },
    tasks: ['first', 'second', 'third'].map((task) => ({
      task,
      layer: depth,
      reads: { over: 'texts', pooling: 'first' },
    })),
    parameters: parameters.map((info) => ({ ...info, trainable: true })),
  };
}
