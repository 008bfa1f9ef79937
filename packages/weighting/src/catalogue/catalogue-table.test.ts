import { describe, expect, it } from 'vitest';
import { trialMethod } from '../../fixtures/methods.js';
import * as weighting from '../index.js';
import { catalogueTable, weightingCatalogue } from '../index.js';

const facts = weightingCatalogue.flatMap((group) => group.methods);

describe('the catalogue', () => {
  it('names functions that there are, each once', () => {
    const names = facts.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(weighting).toHaveProperty(name, expect.any(Function));
  });

  it('says what the methods say of themselves', () => {
    const context = { tasks: ['a', 'b', 'c', 'd'], main: 'a' };
    for (const { name, needs, extra } of facts) {
      if (needs === 'inner') continue;
      const method = trialMethod(name, context.tasks);
      expect(method.name).toBe(name);
      const made = method.create(context);
      expect(made.extra).toBe(extra);
      expect(made.needs).toBe(needs === 'nothing' ? 'losses' : needs);
      if (made.needs === 'losses' && extra === undefined)
        expect(made.readsLosses === false).toBe(needs === 'nothing');
    }
  });

  it('is written as a table with a row for each', () => {
    const table = catalogueTable();
    for (const { name } of facts) expect(table).toContain(`| \`${name}\` |`);
    for (const line of table.split('\n').filter((line) => line.startsWith('|')))
      expect(line.split('|')).toHaveLength(9);
  });
});
