import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What was found, engine by engine. */
export const resultsPath = fileURLToPath(new URL('results.json', import.meta.url));
/** The page for people. */
export const pagePath = fileURLToPath(new URL('../../docs/engines.md', import.meta.url));

const groups = { operations: 'Operations', encoder: 'Whole BERT', training: 'Training runs' };

/** The results as they were kept. */
export function readResults() {
  return JSON.parse(readFileSync(resultsPath, 'utf8'));
}

/**
 * docs/engines.md from the results.
 *
 * @param {{ engines: Record<string, object>, asItComes: Record<string, object> }} results
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

\`tfjs-node-gpu\` has not been run: it takes TensorFlow 2.9 with CUDA 11.2, which newer cards do not run.

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

The same operations on the backends as they come, without this library. \`onnxruntime\` takes the gradients of
TensorFlow.js too.

${table(
  ['Backend', 'Operations', 'What does not pass'],
  Object.entries(asItComes).map(([name, { groups: found, exceptions }]) => [
    name,
    share(found.operations),
    [...new Set(exceptions.map((exception) => exception.name.split(/:|, large/, 1)[0]))].join('; '),
  ]),
)}
`;
}

function share({ passed, of }) {
  return passed === of ? `all ${of}` : `${passed} of ${of}`;
}

function table(head, rows) {
  const cells = [head, ...rows].map((row) => row.map((cell) => String(cell).replaceAll('|', '\\|')));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => [...row[column]].length)));
  const line = (row) => `| ${row.map((cell, i) => cell + ' '.repeat(widths[i] - [...cell].length)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(cells[0]), rule, ...cells.slice(1).map(line)].join('\n');
}
