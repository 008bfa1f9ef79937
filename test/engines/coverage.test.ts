import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { sourceFiles } from '../../scripts/lib/source-files.mjs';

const packages = fileURLToPath(new URL('../../packages', import.meta.url));
const callers = ['encoders', 'heads', 'weighting', 'labels', 'training', 'tomoni'];

/** What makes tensors or keeps account of them, and what is no operation. */
const notComputing = new Set(
  'tidy dispose keep clone tensor scalar variable zeros ones memory'
    .concat(
      ' grad grads valueAndGrad variableGrads customGrad engine backend getBackend setBackend findBackend',
    )
    .concat(' getKernel getGradient nextFrame profile env util ready')
    .split(' '),
);

/** Names of the operations that the files call, as `tf.name(…)` or `x.name(…)`. */
function operations(folder: string): Set<string> {
  const names = sourceFiles(folder, ['.ts'])
    .filter((file: string) => !/\.test(-d)?\.ts$|\/fixtures\//.test(file))
    .flatMap((file: string) =>
      Array.from(
        readFileSync(file, 'utf8').matchAll(/\btf\s*\.\s*([a-zA-Z0-9]+)\s*(?:<[^()]*>)?\(/g),
        ([, name]) => (name as string).replace(/[1-6]d$/, ''),
      ),
    );
  return new Set(names.filter((name: string) => name in tf && !notComputing.has(name)));
}

it('the engine conformance suite tries every operation that the library calls', () => {
  const tried = textOf(`${packages}/testing/src/engine`);
  const missing = callers
    .flatMap((caller) => [...operations(`${packages}/${caller}/src`)])
    .filter((name) => !new RegExp(`\\b(tf\\.|\\.)${name}\\b`).test(tried));
  expect([...new Set(missing)]).toEqual([]);
});

function textOf(folder: string): string {
  return sourceFiles(folder, ['.ts'])
    .filter((file: string) => !file.endsWith('.test.ts'))
    .map((file: string) => readFileSync(file, 'utf8'))
    .join('\n');
}
