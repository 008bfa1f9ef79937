import { fileURLToPath } from 'node:url';

/** The program of a task, found from `src` and from `dist` alike. */
const task = fileURLToPath(new URL('../../bin/task.mjs', import.meta.url));

/** The script that Slurm runs once per task. */
export function batchScript(folder: string, setup: readonly string[], node: readonly string[]): string {
  const command = [...node, task, folder].map(quote).join(' ');
  return ['#!/bin/bash', 'set -e', ...setup, `exec ${command}`, ''].join('\n');
}

function quote(word: string): string {
  return /^[\w./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
