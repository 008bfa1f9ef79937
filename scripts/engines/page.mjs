import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What was found, engine by engine. */
export const resultsPath = fileURLToPath(new URL('results.json', import.meta.url));
/** The page for people. */
export const pagePath = fileURLToPath(new URL('../../docs/engines.md', import.meta.url));

const groups = { operations: 'Operations', encoder: 'Whole BERT', training: 'Training runs' };

/**
 * @typedef {{ version: string, device?: string, node: string, date: string,
 *   groups: Record<string, { passed: number, of: number }>,
 *   exceptions: { group: string, name: string, failure?: string }[] }} Result
 */

/**
 * The results as they were kept.
 *
 * @returns {{ engines: Record<string, Result>, asItComes: Record<string, Result> }}
 */
export function readResults() {
  return JSON.parse(readFileSync(resultsPath, 'utf8'));
}

/**
 * docs/engines.md from the results.
 *
 * @param {{ engines: Record<string, Result>, asItComes: Record<string, Result> }} results
 * @returns {string}
 */
export function enginesPage({ engines, asItComes }) {
  return `# What passes on which engine

Written by \`pnpm run engines\`, which runs one conformance suite on every engine that can be had on the machine, each in
a process of its own that has to end by itself. A test runs the quick part of it and compares with this page.

- **Operations**: every operation and gradient that the library or its heads use, against the same in double precision in
  plain JavaScript; on small inputs, and on inputs so large that engines compute with other code; equal bits on
  repetition; nothing left behind (\`engineConformance\` of \`@tomoni/testing\`).
- **Whole BERT**: the contract of encoders (\`encoderConformance\`); hidden states of all layers within 1e-4 of their
  scale and gradients of all parameters within 1e-3 of the largest of their layer, beside plain JavaScript.
- **Training runs**: six steps with three tasks, dropout on: losses within 1e-3 of plain JavaScript, equal bits on
  repetition, nothing left behind.

${table(
  ['Engine', ...Object.values(groups), 'Computed by', 'Node', 'Run on'],
  Object.entries(engines).map(([name, result]) => [
    name,
    ...Object.keys(groups).map((group) => share(result.groups[group])),
    `${result.version}, ${result.device}`,
    result.node,
    result.date,
  ]),
)}

\`tfjs-node\` was built by \`packages/engines/scripts/build-tfjs-node.sh\`, with TensorFlow 2.15.1 in place of 2.9.1.
What names a graphics processor ran on SwiftShader, a Vulkan driver in software: right numbers are tested so, speed is not.
\`tfjs-node-gpu\` has not been run: its TensorFlow 2.9 wants a card and CUDA 11.2.

## What does not pass

${table(
  ['Engine', 'Clause', 'What is wrong'],
  Object.entries(engines).flatMap(([name, { exceptions }]) =>
    exceptions.map((exception) => [name, exception.name, exception.failure]),
  ),
)}

\`sin\` and \`cos\` are as exact as the driver makes them: Vulkan allows errors of 2⁻¹¹. \`einsum\` has no kernel on
\`wasm\` and no gradient anywhere in TensorFlow.js; the library does not use it.

## What \`useEngine\` mends

The same operations on the backends as they come, without this library: ✗ where values or gradients are wrong or missing,
on small inputs or on large ones. \`onnxruntime\` takes its gradients from TensorFlow.js.

${asTheyCome(asItComes)}
`;
}

/** Clauses of one operation are one row. */
function asTheyCome(backends) {
  const failing = Object.fromEntries(
    Object.entries(backends).map(([name, { exceptions }]) => [
      name,
      new Set(exceptions.map((exception) => exception.name.split(/[:,]/, 1)[0])),
    ]),
  );
  const hopeless = Object.keys(backends).filter((name) => backends[name].groups.operations.passed === 0);
  const names = Object.keys(backends).filter((name) => !hopeless.includes(name));
  const rows = [...new Set(names.flatMap((name) => [...failing[name]]))];
  return [
    table(
      ['', ...names],
      [
        ...rows.map((row) => [row, ...names.map((name) => (failing[name].has(row) ? '✗' : ''))]),
        ['clauses passed', ...names.map((name) => share(backends[name].groups.operations))],
      ],
    ),
    ...hopeless.map(
      (name) => `\n\`${name}\` passes nothing: ${backends[name].exceptions[0].failure.replace(/\.?$/, '.')}`,
    ),
  ].join('\n');
}

function share({ passed, of }) {
  return passed === of ? `all ${of}` : `${passed} of ${of}`;
}

function table(head, rows) {
  const cells = [head, ...rows].map((row) => row.map((cell) => String(cell).replaceAll('|', '\\|')));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => [...row[column]].length)));
  const line = (row) =>
    `| ${row.map((cell, i) => cell + ' '.repeat(widths[i] - [...cell].length)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(cells[0]), rule, ...cells.slice(1).map(line)].join('\n');
}
