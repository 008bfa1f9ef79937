import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/lib/workspace.mjs';
import { executeNotebook, hasJupyter } from '../support/notebook.js';

const folder = path.join(root, 'examples', 'notebooks');
const notebooks = readdirSync(folder).filter((file) => file.endsWith('.ipynb'));

/** What each notebook has to show. */
const shown: Readonly<Record<string, readonly string[]>> = {
  'attention.ipynb': ['image/svg+xml', 'image/png', 'text/plain'],
  'auxiliary-selection.ipynb': ['image/svg+xml', 'text/html', 'text/plain'],
  'quickstart.ipynb': ['image/svg+xml', 'text/html', 'text/plain'],
};

describe('the example notebooks', () => {
  it('are all known here', () => {
    expect(notebooks.sort()).toEqual(Object.keys(shown));
  });

  it.for(notebooks)('%s runs from its first cell to its last', async (name, context) => {
    context.skip(!hasJupyter(), 'jupyter nbconvert is not installed');
    const cells = await executeNotebook(path.join(folder, name));
    const outputs = cells.flatMap(({ outputs: own = [] }) => own);
    expect(outputs.filter(({ output_type }) => output_type === 'error')).toEqual([]);
    const types = new Set(outputs.flatMap(({ data = {} }) => Object.keys(data)));
    expect([...types]).toEqual(expect.arrayContaining([...(shown[name] ?? [])]));
  });
});
