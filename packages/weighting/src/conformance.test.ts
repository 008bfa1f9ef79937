import { weightingConformance } from '@tomoni/testing';
import { describe, it } from 'vitest';
import { trialMethods } from '../fixtures/methods.js';

const tasks = ['main', 'a', 'b', 'c'];

describe.each(Object.entries(trialMethods(tasks)))('%s', (_, variants) => {
  describe.each(variants)('$description', (method) => {
    for (const { name, run } of weightingConformance({ method, tasks })) it(name, run);
  });
});
