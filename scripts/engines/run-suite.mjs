import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('suite.mjs', import.meta.url));

/**
 * Runs the suite in a process of its own and waits until that ends by itself.
 *
 * @param {{ engine: string, options?: object, asItComes?: boolean, quick?: boolean }} work
 * @param {{ node: string, env: Record<string, string> }} surroundings
 * @returns {Promise<{ report: object, clauses: { group: string, name: string, failure?: string }[] }>}
 */
export async function runSuite(work, { node, env }) {
  const child = spawn(node, [script, JSON.stringify(work)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('close', (code, signal) => resolve(signal ?? code)));
  const errors = [];
  child.stderr.on('data', (chunk) => errors.push(chunk));
  const clauses = [];
  let [report, done, running] = [undefined, false, undefined];
  for await (const line of createInterface({ input: child.stdout })) {
    const message = parse(line);
    if (message.report !== undefined) report = message.report;
    if (message.running !== undefined) running = { group: message.group, name: message.running };
    if (message.passed !== undefined) clauses.push(running);
    if (message.failed !== undefined) clauses.push({ ...running, failure: sentence(message.why) });
    if (message.done) done = true;
  }
  const code = await ended;
  if (!done || code !== 0)
    throw new Error(
      `The suite on ${work.engine} ended with ${code} at '${running?.name}'.\n${Buffer.concat(errors)}`,
    );
  return { report, clauses };
}

/** Engines print lines of their own. */
function parse(line) {
  try {
    return Object(JSON.parse(line));
  } catch {
    return {};
  }
}

/** Without the numbers that were found, which differ from machine to machine. */
function sentence(why) {
  return why
    .split('\n', 1)[0]
    .replace(/ at \d+\. \(.*/, '.')
    .replace(/ \(.*/, '');
}
