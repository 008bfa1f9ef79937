/** `npm start`: installs, builds and runs the quick start. Needs Node and npm alone. */
import { pnpm } from './lib/pnpm.mjs';
import { build, install, say } from './lib/prepare.mjs';

await install();
if (!(await build())) process.exit(1);
say('running examples/quickstart');
const { code } = await pnpm(['--silent', '--filter', 'quickstart', 'start', ...process.argv.slice(2)]);
process.exit(code);
