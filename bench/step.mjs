import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Contender } from './lib/contender.mjs';
import { python } from './lib/machine.mjs';
import { median, round } from './lib/statistics.mjs';

export const goal =
  'one training step of a whole BERT with one head, per engine, against PyTorch: at least as fast';
export const unit = 'tokens/s';

const options = {
  /** Sizes of the model, from bench/step/presets.json. */
  presets: { type: 'string', default: 'small' },
  /** Engines to run; one that cannot run is left out with the reason. */
  engines: { type: 'string', default: 'cpu,wasm,tfjs-node' },
  /** Steps that are measured, after one that is not. */
  runs: { type: 'string', default: '7' },
  /** Texts of a step. */
  batch: { type: 'string', default: '16' },
  /** Tokens of a text; none is padding. */
  length: { type: 'string', default: '128' },
  /** Threads of PyTorch. Default: as many as it takes by itself. */
  threads: { type: 'string' },
};

/**
 * All contenders take the same number of steps over the same tokens, in turn, each in a process of its own, so that
 * whatever else the machine does meets them alike.
 *
 * @param {readonly string[]} args
 */
export async function run(args) {
  const { values } = parseArgs({ args, options });
  const presets = JSON.parse(readFileSync(local('step/presets.json'), 'utf8'));
  const runs = Number(values.runs);
  const cases = [];
  for (const preset of values.presets.split(',')) {
    if (!(preset in presets)) throw new Error(`The presets are ${Object.keys(presets).join(', ')}.`);
    const workload = workloadOf(presets[preset], values);
    const tokens = workload.ids.length * Number(values.length);
    const results = await race(contenders(workload, values.engines.split(',')), runs, tokens);
    cases.push(...casesOf(preset, results));
  }
  return { ...fastest(cases), cases, runs };
}

/** Texts of arbitrary tokens, the same in every process. */
function workloadOf(config, { batch, length, threads }) {
  const texts = Array.from({ length: Number(batch) }, (_, text) => text);
  const columns = Array.from({ length: Number(length) }, (_, column) => column);
  return {
    config,
    classes: 2,
    learningRate: 5e-5,
    threads: threads === undefined ? null : Number(threads),
    ids: texts.map((text) =>
      columns.map((column) => 1000 + (((text * columns.length + column) * 7919) % 29000)),
    ),
    labels: texts.map((text) => text % 2),
  };
}

function contenders(workload, engines) {
  const text = JSON.stringify(workload);
  const ours = engines.map((engine) => ({
    engine,
    contender: new Contender(process.execPath, [local('step/ours.mjs'), engine, text]),
  }));
  return [...ours, { contender: new Contender(python(), [local('torch/step.py'), text]) }];
}

async function race(entries, runs, tokens) {
  const racing = [];
  for (const { engine, contender } of entries) {
    const missing = (await contender.start()) ?? (await contender.measure()).missing;
    racing.push({ engine, contender, missing, steps: [] });
  }
  for (let index = 0; index < runs; index++)
    for (const entry of racing) {
      if (entry.missing !== undefined) continue;
      const step = await entry.contender.measure();
      entry.missing = step.missing;
      entry.steps.push(step);
      console.error(
        `${entry.engine ?? entry.contender.facts.version}: ${step.missing ?? `${step.seconds.toFixed(3)} s`}`,
      );
    }
  for (const { contender } of racing) contender.stop();
  return racing.map((entry) => summary(entry, tokens));
}

function summary({ engine, contender: { facts }, missing, steps }, tokens) {
  if (missing !== undefined) return { engine, missing };
  const times = steps.map((step) => step.seconds);
  const seconds = median(times);
  return {
    engine,
    version: facts.version,
    parameters: facts.parameters,
    tokensPerSecond: round(tokens / seconds),
    seconds: {
      median: round(seconds),
      fastest: round(Math.min(...times)),
      slowest: round(Math.max(...times)),
    },
    peakMebibytes: Math.round(Math.max(...steps.map((step) => step.peakBytes)) / 2 ** 20),
    threads: facts.threads,
  };
}

/** One case per engine, each against PyTorch. What could not run stands as null, with the reason. */
function casesOf(preset, results) {
  const rival = results.find(({ engine }) => engine === undefined);
  const rivalName = rival.version ?? 'torch';
  return results
    .filter((result) => result !== rival)
    .map((result) => {
      if (
        result.parameters !== undefined &&
        rival.parameters !== undefined &&
        result.parameters !== rival.parameters
      )
        throw new Error(
          `The models differ: ${result.parameters} parameters here, ${rival.parameters} in PyTorch.`,
        );
      const ours = result.tokensPerSecond ?? null;
      const theirs = rival.tokensPerSecond ?? null;
      return {
        case: `${preset}, ${result.engine}`,
        ours,
        rivals: { [rivalName]: theirs },
        ratios: { [rivalName]: ours === null || theirs === null ? null : round(ours / theirs) },
        details: { ours: result, [rivalName]: rival },
      };
    });
}

function fastest(cases) {
  const { details, ...headline } = cases.reduce((best, entry) =>
    (entry.ours ?? 0) > (best.ours ?? 0) ? entry : best,
  );
  return headline;
}

function local(file) {
  return fileURLToPath(new URL(file, import.meta.url));
}
