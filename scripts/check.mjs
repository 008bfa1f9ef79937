/**
 * `pnpm check`: everything that can be said of the code without running it. `pnpm check arrows examples` runs some
 * steps alone. Its last line has the form `8 passed, 0 failed`.
 */
import { checkArrows } from './check/arrows.mjs';
import { checkDocumentation } from './check/documentation.mjs';
import { checkExamples } from './check/examples.mjs';
import { checkLinks } from './check/links.mjs';
import { checkPackages } from './check/packages.mjs';
import { checkTables } from './check/tables.mjs';
import { install, say } from './lib/prepare.mjs';
import { runTool } from './lib/run.mjs';

/** Each step gives the problems it found as text, empty where there are none. */
const steps = {
  style: () => tool('@biomejs/biome/bin/biome', ['ci', '--error-on-warnings', '--colors=off']),
  types: async () =>
    (await tool('typescript/bin/tsc', ['-b'])) || tool('typescript/bin/tsc', ['-p', 'tsconfig.test.json']),
  arrows: checkArrows,
  links: checkLinks,
  documentation: checkDocumentation,
  examples: checkExamples,
  tables: checkTables,
  packages: checkPackages,
  docs: () => tool('typedoc/bin/typedoc', ['--emit', 'none', '--logLevel', 'Warn']),
};

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(steps);
const unknown = names.filter((name) => !(name in steps));
if (unknown.length > 0) {
  console.error(`There is no step ${unknown.join(', ')}: the steps are ${Object.keys(steps).join(', ')}.`);
  process.exit(1);
}

await install();
let failed = 0;
for (const name of names) {
  const start = performance.now();
  const problems = await steps[name]();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (problems !== '') {
    failed++;
    console.log(problems.trimEnd());
  }
  say(`${name} ${problems === '' ? 'passed' : 'FAILED'} (${seconds} s)`);
}
console.log(`${names.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function tool(script, args) {
  const { code, output } = await runTool(script, args, { quiet: true, env: { NO_COLOR: '1' } });
  return code === 0 ? '' : output || `${script} ended with code ${code}.`;
}
