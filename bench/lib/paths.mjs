import { fileURLToPath } from 'node:url';

/** The path of a file of the benches, from one relative to their folder. */
export function local(file) {
  return fileURLToPath(new URL(`../${file}`, import.meta.url));
}
