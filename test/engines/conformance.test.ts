import { readFileSync } from 'node:fs';
import { engineConformance } from '@tomoni/testing';
import { describe, expect, it } from 'vitest';
import { enginesPage, pagePath, readResults } from '../../scripts/engines/page.mjs';
import { runSuite } from '../../scripts/engines/run-suite.mjs';
import { surroundings, variants } from '../../scripts/engines/variants.mjs';

const results = readResults();

describe('docs/engines.md', () => {
  it('is what `pnpm run engines` writes', () => {
    expect(readFileSync(pagePath, 'utf8')).toBe(enginesPage(results));
  });

  it('counts all clauses there are', () => {
    for (const { groups } of Object.values(results.engines))
      expect(groups.operations?.of).toBe(engineConformance().length);
  });
});

describe('the conformance suite, as docs/engines.md has it', () => {
  it.for(variants)('on $name', { timeout: 300_000 }, async ({ name, engine, options, needs }, { skip }) => {
    const place = surroundings({ needs });
    if (place.missing !== undefined) return skip(`left out, for ${place.missing}`);
    const { clauses } = await runSuite({ engine, options, quick: true }, place);
    const tried = new Set(clauses.map((clause) => clause.name));
    const known = results.engines[name]?.exceptions.filter((exception) => tried.has(exception.name));
    expect(clauses.filter(({ failure }) => failure !== undefined)).toEqual(known);
  });
});
