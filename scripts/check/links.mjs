import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { guides } from '../lib/guides.mjs';
import { root } from '../lib/workspace.mjs';

/**
 * Follows every relative link of the guides, and sees to it that the list of decisions is complete.
 *
 * @returns {Promise<string>} one line per problem
 */
export async function checkLinks() {
  return [...guides().flatMap(brokenLinks), ...unlistedDecisions()].map((line) => `${line}\n`).join('');
}

function brokenLinks(file) {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line, index) =>
    targets(line)
      .filter((target) => !existsSync(path.resolve(path.dirname(file), target)))
      .map((target) => `${path.relative(root, file)}:${index + 1}: there is no ${target}`),
  );
}

/** The paths that a line of Markdown links to, without those of other sites and of the same page. */
function targets(line) {
  return [...line.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)]
    .map(([, target]) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
}

function unlistedDecisions() {
  const folder = `${root}/docs/decisions`;
  const index = readFileSync(`${folder}/README.md`, 'utf8');
  return readdirSync(folder)
    .filter((file) => file !== 'README.md' && !index.includes(`(${file})`))
    .map((file) => `docs/decisions/README.md: it does not list ${file}`);
}
