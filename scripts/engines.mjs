/**
 * `pnpm run engines`: runs the conformance suite on every engine that can be had here, keeps the results in
 * scripts/engines/results.json and writes docs/engines.md from them. Engines that cannot be had keep what was found when
 * they last could. `pnpm run engines webgpu` runs those alone whose names begin so.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { enginesPage, pagePath, resultsPath } from './engines/page.mjs';
import { runSuite } from './engines/run-suite.mjs';
import { surroundings, variants } from './engines/variants.mjs';
import { build, install, say } from './lib/prepare.mjs';

await install();
if (!(await build())) process.exit(1);
const results = JSON.parse(readFileSync(resultsPath, 'utf8'));
const wanted = process.argv.slice(2);
for (const variant of variants) {
  if (wanted.length > 0 && !wanted.some((name) => variant.name.startsWith(name))) continue;
  const place = surroundings(variant);
  if (place.missing !== undefined) {
    say(`${variant.name}: left out, for ${place.missing}`);
    continue;
  }
  say(variant.name);
  const { engine, options, asItComes } = variant;
  const { report, clauses } = await runSuite({ engine, options }, place);
  results.engines[variant.name] = summary(report, clauses);
  if (asItComes !== undefined) {
    const raw = await runSuite({ engine, asItComes: true }, place);
    results.asItComes[asItComes] = summary(raw.report, raw.clauses);
  }
}
results.engines = inOrder(results.engines, 'name');
results.asItComes = inOrder(results.asItComes, 'asItComes');
writeFileSync(resultsPath, `${JSON.stringify(results, null, 2)}\n`);
writeFileSync(pagePath, enginesPage(results));

function summary({ version, device, node }, clauses) {
  const groups = {};
  for (const { group, failure } of clauses) {
    groups[group] ??= { passed: 0, of: 0 };
    groups[group].of++;
    if (failure === undefined) groups[group].passed++;
  }
  const exceptions = clauses.filter(({ failure }) => failure !== undefined);
  return { version, device, node, date: new Date().toISOString().slice(0, 10), groups, exceptions };
}

/** In the order of the variants, whatever was run last. */
function inOrder(found, key) {
  const names = variants.map((variant) => variant[key]).filter((name) => name in found);
  return Object.fromEntries(names.map((name) => [name, found[name]]));
}
