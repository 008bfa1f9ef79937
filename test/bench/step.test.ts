import { expect, it } from 'vitest';
import { run } from '../../scripts/lib/run.mjs';
import { root } from '../../scripts/lib/workspace.mjs';

it('bench --list names every bench with its goal', async () => {
  const { code, output } = await bench('--list');
  expect(code).toBe(0);
  expect(output).toMatch(/^step: .+/m);
});

it('bench step measures a step here, and gives no figure for a rival that is not installed', async () => {
  const options = ['--engines', 'cpu', '--runs', '1', '--batch', '2', '--length', '8'];
  const { output } = await bench('step', ...options);
  const result = JSON.parse(output.trimEnd().split('\n').at(-1) ?? '');
  expect(result).toMatchObject({
    bench: 'step',
    unit: 'tokens/s',
    ours: expect.any(Number),
    rivals: { torch: null },
    ratios: { torch: null },
    runs: 1,
    cases: [
      {
        case: 'small, cpu',
        details: { ours: { parameters: 4369666 }, torch: { missing: expect.any(String) } },
      },
    ],
  });
}, 120_000);

it('an unknown bench is refused with the names of the known ones', async () => {
  const { code, output } = await bench('steps');
  expect(code).toBe(1);
  expect(output).toContain('Name a bench: step');
});

function bench(...args: string[]): Promise<{ code: number; output: string }> {
  const env = { TOMONI_PYTHON: 'a-python-that-is-not-there' };
  return run(process.execPath, [`${root}/bench/run.mjs`, ...args], { quiet: true, env });
}
