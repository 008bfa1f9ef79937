/** Writes the tables in guides that come from code. Needs the built packages. */
import { writeFileSync } from 'node:fs';
import { generatedGuides } from './lib/generated-tables.mjs';

for (const { file, path, found, expected } of await generatedGuides()) {
  if (found === expected) continue;
  writeFileSync(path, expected);
  console.log(`${file} written`);
}
