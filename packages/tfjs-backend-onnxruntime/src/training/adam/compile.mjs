/** Writes the module of `adam.wat` as text that can be imported: `node src/training/adam/compile.mjs`. */
import { readFileSync, writeFileSync } from 'node:fs';
import wabt from 'wabt';

const local = (name) => new URL(name, import.meta.url);
const { parseWat } = await wabt();
const module = parseWat('adam.wat', readFileSync(local('adam.wat'), 'utf8'), { simd: true });
const lines =
  Buffer.from(module.toBinary({}).buffer)
    .toString('base64')
    .match(/.{1,100}/g) ?? [];
writeFileSync(
  local('adam-module.ts'),
  [
    '/** The module of `adam.wat` in base64, as `compile.mjs` writes it. */',
    'export const adamModule = [',
    ...lines.map((line) => `  '${line}',`),
    "].join('');",
    '',
  ].join('\n'),
);
