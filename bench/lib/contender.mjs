import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * A program that measures one thing, once per line that it is given, and answers each with a line of JSON. The first
 * line that it prints tells what it is, or, as `missing`, why it cannot run.
 */
export class Contender {
  #child;
  #lines;
  #errors = '';
  #failure;

  /** What it said of itself. */
  facts = {};

  constructor(program, args, env = {}) {
    this.#child = spawn(program, args, { stdio: 'pipe', env: { ...process.env, ...env } });
    this.#child.once('error', (error) => {
      this.#failure = error.message;
    });
    this.#child.stdin.on('error', () => {});
    this.#child.stderr.on('data', (chunk) => {
      this.#errors += chunk;
    });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** Waits until it is ready. Gives the reason where it cannot run. */
  async start() {
    this.facts = await this.#read();
    return this.facts.missing;
  }

  /** One measurement. */
  measure() {
    this.#child.stdin.write('\n');
    return this.#read();
  }

  stop() {
    this.#child.stdin.end();
    this.#child.kill();
  }

  async #read() {
    const { value, done } = await this.#lines.next();
    if (!done) return JSON.parse(value);
    const said = this.#errors.trim().split('\n').at(-1);
    return { missing: this.#failure ?? (said || 'it ended without a word') };
  }
}
