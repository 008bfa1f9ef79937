import { parseArgs } from 'node:util';

const common = {
  /** Engine of our side. Default: `onnxruntime`, or `wasm` where there is none. */
  engine: { type: 'string', default: 'default' },
  /** Threads of both sides. */
  threads: { type: 'string', default: '2' },
  /** Measurements of each side. */
  runs: { type: 'string' },
  /** Few and small measurements: to see that it works. */
  quick: { type: 'boolean', default: false },
  /** Compares outputs and gradients with plain TensorFlow.js in place of measuring. */
  check: { type: 'boolean', default: false },
  /** Folder of data sets, for benches that can read some. */
  data: { type: 'string' },
  /** Measures our side alone. */
  alone: { type: 'boolean', default: false },
  /** Runs what was built before, without building. */
  'no-build': { type: 'boolean', default: false },
};

/**
 * The options of a bench.
 *
 * @param {readonly string[]} args
 * @param {number} runs measurements of each side, unless said or `--quick`
 */
export function readOptions(args, runs) {
  const { values } = parseArgs({ args, options: common });
  const threads = Number(values.threads);
  const wanted = Number(values.runs ?? (values.quick ? 1 : runs));
  for (const [name, value] of Object.entries({ threads, runs: wanted }))
    if (!Number.isSafeInteger(value) || value < 1)
      throw new Error(`--${name} takes a whole number from 1 on.`);
  return {
    engine: values.engine,
    threads,
    runs: wanted,
    quick: values.quick,
    check: values.check,
    alone: values.alone,
    data: values.data,
  };
}
