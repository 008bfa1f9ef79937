import type { ParameterInfo, ParameterSelection } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { all, embeddings, except, lastLayers, layers, named, none, union } from './selections.js';

const depth = 12;
const parameters: ParameterInfo[] = Array.from({ length: depth + 1 }, (_, layer) => [
  { name: `encoder.layer.${layer}.weight`, layer, depth, shape: [2, 2], decay: true },
  { name: `encoder.layer.${layer}.LayerNorm.bias`, layer, depth, shape: [2], decay: false },
]).flat();

const selected = (selection: ParameterSelection) => {
  selection.check(parameters);
  return [...new Set(parameters.filter((p) => selection.includes(p)).map(({ layer }) => layer))];
};

describe('selections', () => {
  it('select layers', () => {
    expect(selected(all())).toHaveLength(13);
    expect(selected(none())).toEqual([]);
    expect(selected(lastLayers(1))).toEqual([12]);
    expect(selected(lastLayers(12))).toEqual(
      parameters
        .filter((_, i) => i % 2)
        .map(({ layer }) => layer)
        .slice(1),
    );
    expect(selected(layers(2, 12))).toEqual([2, 12]);
    expect(selected(embeddings())).toEqual([0]);
    expect(selected(except(union(layers(1, 2, 3), lastLayers(8))))).toEqual([0, 4]);
    expect(selected(union())).toEqual([]);
  });

  it('select names', () => {
    expect(selected(named('encoder.layer.1'))).toEqual([1]);
    expect(selected(named('encoder.layer.1.weight', /layer\.3\./))).toEqual([1, 3]);
    const norms = named(/LayerNorm/g);
    expect(parameters.filter((p) => norms.includes(p))).toHaveLength(13);
  });

  it('describe themselves', () => {
    expect(union(embeddings(), except(lastLayers(2))).description).toBe(
      'the embeddings and all but the last 2 layers',
    );
    expect(layers(3).description).toBe('layer 3');
    expect(named('a', /b/).description).toBe("parameters named 'a', /b/");
  });

  it.each<[string, () => ParameterSelection, string]>([
    ['a layer that is not there', () => layers(13), 'Layer 13 of 12 was selected.'],
    ['more layers than there are', () => lastLayers(13), 'The last 13 layers of 12 were selected.'],
    ['a name that is not there', () => named('pooler'), "No parameter is named 'pooler'."],
    ['a part of a name', () => named('encoder.lay'), "No parameter is named 'encoder.lay'."],
    ['a part of a union', () => union(all(), layers(13)), 'Layer 13 of 12'],
    ['what is left out', () => except(layers(13)), 'Layer 13 of 12'],
    ['a fraction', () => layers(1.5), '1.5 is not the number of a layer.'],
    ['no layers', () => layers(), 'No layer was selected.'],
    ['no names', () => named(), 'No name was selected.'],
    ['zero layers', () => lastLayers(0), '0 is not a number of layers.'],
  ])('refuse %s', (_, make, message) => {
    expect(() => make().check(parameters)).toThrow(message);
  });

  it('refuse the embeddings of an encoder without', () => {
    expect(() => embeddings().check(parameters.slice(2))).toThrow('Layer 0 has no parameters.');
  });
});
