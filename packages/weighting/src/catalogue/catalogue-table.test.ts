import { describe, expect, it } from 'vitest';
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
      const make = { ...weighting }[name as 'equal'];
      if (make.length > 0 || ['chain', 'crMogm', 'scheduled', 'formula', 'lambdas', 'ratio'].includes(name))
        continue;
      const method = make();
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
