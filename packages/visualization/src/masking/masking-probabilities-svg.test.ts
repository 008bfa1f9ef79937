import { describe, expect, it } from 'vitest';
import { all, parse } from '../../fixtures/well-formed.js';
import { maskingProbabilitiesSvg } from './masking-probabilities-svg.js';

const text = 'the <parser> of Charniak (1997)';
const tokens = [
  { start: 0, end: 3, probability: 0.01 },
  { start: 4, end: 12, probability: 0.5 },
  { start: 16, end: 20, probability: 0.3 },
  { start: 20, end: 24, probability: 0.15 },
];

describe('maskingProbabilitiesSvg', () => {
  const svg = maskingProbabilitiesSvg([{ text, tokens }], { rate: 0.15, title: 'ACL-ARC' });
  const root = parse(svg);
  const groups = all(root, 'g').map((group) => ({
    tip: all(group, 'title')[0]?.text,
    fill: all(group, 'rect')[0]?.attributes.fill,
    underlined: all(group, 'line').length === 1,
  }));

  it('shows what is above the mean red and underlined, what is below blue', () => {
    expect(groups).toEqual([
      { tip: 'the: 1 %', fill: '#0072b2', underlined: false },
      { tip: '<parser>: 50 %', fill: '#d55e00', underlined: true },
      { tip: 'Char: 30 %', fill: '#d55e00', underlined: true },
      { tip: 'niak: 15 %', fill: '#0072b2', underlined: false },
    ]);
    expect(all(root, 'title')[0]?.text).toBe('ACL-ARC');
    expect(all(root, 'desc')[0]?.text).toBe(
      '1 texts with 4 tokens, of which 2 are masked more often than the mean of 15 %.',
    );
  });

  it('keeps all of the text, and breaks lines within its width', () => {
    const long = Array.from({ length: 80 }, (_, i) => `word${i}`).join(' ');
    const wide = `${long} ${'東'.repeat(60)}`;
    const pieces = all(
      parse(maskingProbabilitiesSvg([{ text: wide, tokens: [] }], { rate: 0.15, width: 400 })),
      'text',
    );
    const body = pieces.filter(({ attributes }) => attributes.textLength !== undefined);
    expect(body.map((piece) => piece.text).join('')).toBe(wide.replaceAll(' ', ''));
    for (const { attributes } of body)
      expect(Number(attributes.x) + Number(attributes.textLength)).toBeLessThanOrEqual(400 - 15);
  });

  it('draws nothing of nothing, and the same of the same', () => {
    expect(maskingProbabilitiesSvg([], { rate: 0.15 })).toContain('0 texts');
    expect(maskingProbabilitiesSvg([{ text, tokens }], { rate: 0.15, title: 'ACL-ARC' })).toBe(svg);
  });
});
