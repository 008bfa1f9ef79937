/** Merges of tokens here. */
import { readFileSync } from 'node:fs';
import { learnMerges } from '@tomoni/labels';
import { serve } from './protocol.mjs';

await serve(async (_, { file, merges }) => {
  const sequences = JSON.parse(readFileSync(file, 'utf8')).map((tokens) => Int32Array.from(tokens));
  return {
    facts: { version: `node-${process.versions.node}`, threads: 1 },
    measure: async () => {
      const start = performance.now();
      const learnt = await learnMerges(sequences, { merges, maxLength: 1000 });
      const seconds = (performance.now() - start) / 1000;
      if (learnt.merges.length !== merges) throw new Error(`There were ${learnt.merges.length} merges.`);
      return { seconds };
    },
  };
});
