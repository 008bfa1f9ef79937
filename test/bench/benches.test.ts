import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { run } from '../../scripts/lib/run.mjs';
import { root } from '../../scripts/lib/workspace.mjs';

it('bench --list names every bench with its goal', async () => {
  const { code, output } = await bench('--list');
  expect(code).toBe(0);
  const names = [...output.matchAll(/^([\w-]+): .+/gm)].map(([, name]) => name);
  expect(names.slice(0, 8)).toEqual([
    'step',
    'step-small',
    'frozen',
    'layer2',
    'mlm',
    'infer',
    'matmul',
    'memory',
  ]);
});

it('a bench measures here, leaves rivals out that are not installed, and says how to install them', async () => {
  const { output } = await bench('step-small', '--engine', 'cpu', '--quick', '--no-build');
  const line = JSON.parse(output.trimEnd().split('\n').at(-1) ?? '');
  expect(line).toMatchObject({
    bench: 'step-small',
    unit: 'tokens/s',
    ours: expect.any(Number),
    rivals: {},
    ratios: {},
    reached: null,
    quick: true,
    runs: 1,
  });
  const [{ missing, goals }] = line.cases;
  expect(missing['PyTorch in a-python-that-is-not-there, eager']).toContain(
    'pip install -r bench/rivals/torch',
  );
  expect(goals[0]).toEqual({ rival: 'torch-2', ratio: 1.3, reached: null });
}, 120_000);

it('an unknown bench is refused with the names of the known ones', async () => {
  const { code, output } = await bench('steps');
  expect(code).toBe(1);
  expect(output).toContain('Name a bench: step');
});

it('the report shows the last line of each bench, its goals, what is missing, and what agrees', async () => {
  const fixture = `${root}/test/bench/fixtures`;
  const { code, output } = await node('report.mjs', '--print', `${fixture}/lines.jsonl`);
  expect(code).toBe(0);
  expect(output.trim()).toBe(readFileSync(`${fixture}/report.md`, 'utf8').trim());
});

function bench(...args: string[]): Promise<{ code: number; output: string }> {
  return node('run.mjs', ...args);
}

function node(script: string, ...args: string[]): Promise<{ code: number; output: string }> {
  const nowhere = 'a-python-that-is-not-there';
  const env = { TOMONI_PYTHON: nowhere, TOMONI_PYTHON_1: nowhere };
  return run(process.execPath, [`${root}/bench/${script}`, ...args], { quiet: true, env });
}
