/**
 * `npm test`: installs, builds and runs every test, type tests and packaging tests included. Needs Node and npm alone.
 *
 * Its last line has the form `120 passed, 0 failed`, with `, 3 skipped` where tests were skipped. A build that fails,
 * a file that cannot be loaded and an error outside any test count as one failed test each.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { build, install, say } from './lib/prepare.mjs';
import { runTool } from './lib/run.mjs';

await install();
const built = await build();
say('testing');
const folder = mkdtempSync(`${tmpdir()}/tomoni-test-`);
const report = `${folder}/report.json`;
const { code } = await runTool('vitest/vitest.mjs', [
  'run',
  '--allowOnly=false',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...process.argv.slice(2),
]);
const counts = count(report);
rmSync(folder, { recursive: true });
if (!built) counts.failed++;
if (code !== 0 && counts.failed === 0) counts.failed++;
const skipped = counts.skipped === 0 ? '' : `, ${counts.skipped} skipped`;
console.log(`${counts.passed} passed, ${counts.failed} failed${skipped}`);
process.exitCode = counts.failed === 0 ? 0 : 1;

function count(file) {
  let results;
  try {
    ({ testResults: results } = JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    say('the tests ended without a report');
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const tests = results.flatMap(({ status, assertionResults }) =>
    status === 'failed' && !assertionResults.some((test) => test.status === 'failed')
      ? [...assertionResults, { status: 'failed' }]
      : assertionResults,
  );
  const passed = tests.filter(({ status }) => status === 'passed').length;
  const failed = tests.filter(({ status }) => status === 'failed').length;
  return { passed, failed, skipped: tests.length - passed - failed };
}
