import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { batchScript } from './script.js';

it('runs the lines before, then Node, with every word as it is', () => {
  const script = batchScript("/shared/it's a study", ['greeting=hello'], ['echo', '$greeting', '*']);
  const output = execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim();
  expect(output).toMatch(/^\$greeting \* \/.*\/bin\/task\.mjs \/shared\/it's a study$/);
});

it('ends with a line before that fails', () => {
  expect(() => execFileSync('bash', ['-c', batchScript('/s', ['false'], ['echo'])])).toThrow();
});
