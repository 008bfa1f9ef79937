import { generatedGuides } from '../lib/generated-tables.mjs';

/**
 * Sees to it that the tables in guides that are written from code are those that the built packages write.
 *
 * @returns {Promise<string>} one line per problem
 */
export async function checkTables() {
  return (await generatedGuides())
    .filter(({ found, expected }) => found !== expected)
    .map(({ file }) => `${file}: its tables are not those of the code; run node scripts/write-tables.mjs\n`)
    .join('');
}
