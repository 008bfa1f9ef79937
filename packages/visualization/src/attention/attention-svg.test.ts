import { describe, expect, it } from 'vitest';
import { all, parse } from '../../fixtures/well-formed.js';
import { type AttentionMap, attentionSvg } from './attention-svg.js';

const map: AttentionMap = {
  text: 'cheap loans 😀',
  offsets: [
    [0, 0],
    [0, 5],
    [6, 10],
    [10, 11],
    [12, 14],
    [12, 14],
    [0, 0],
  ],
  sequences: [-1, 0, 0, 0, 0, 0, -1],
  weights: [0.3, 0.2, 0.05, 0, 0.1, 0.1, 0.25],
};
const pieces = (document: string) =>
  all(parse(document), 'g').flatMap((group) => {
    const tip = group.children.find(({ name }) => name === 'title')?.text;
    return tip === undefined ? [] : [{ tip, fill: all(group, 'rect')[0]?.attributes.fill }];
  });
const texts = (document: string) => all(parse(document), 'text').map(({ text }) => text);

describe('attentionSvg', () => {
  const document = attentionSvg([
    {
      caption: 'label: spam',
      models: [
        { model: 'single-task', map, prediction: 'ham', isRight: false },
        {
          model: 'multi-task',
          map: { ...map, weights: map.weights.map((weight) => weight / 2) },
          isRight: true,
        },
      ],
    },
  ]);

  it('colours tokens by their weight, dark red the greatest, and adds up those of one character', () => {
    const white = 'rgb(255, 245, 240)';
    const darkRed = 'rgb(103, 0, 13)';
    const first = pieces(document).slice(0, 4);
    expect(first.map(({ tip }) => tip)).toEqual(['cheap: 0.2', 'loan: 0.05', 's: 0', '😀: 0.2']);
    expect(first.map(({ fill }) => fill)).toEqual([darkRed, expect.stringMatching(/^rgb/), white, darkRed]);
    expect(
      pieces(document)
        .slice(4)
        .map(({ fill }) => fill),
    ).toEqual(first.map(({ fill }) => fill));
  });

  it('says what the models answer, what is right, and what special tokens get', () => {
    expect(texts(document)).toEqual(
      expect.arrayContaining([
        'label: spam',
        'single-task: ham (wrong)',
        'multi-task (right)',
        'darkest 0.2; special tokens 0.55',
        'darkest 0.1; special tokens 0.275',
      ]),
    );
    expect(all(parse(document), 'desc')[0]?.text).toContain(
      'label: spam, single-task: most attention to cheap 0.2, 😀 0.2, loan 0.05.',
    );
  });

  it('may share the darkest colour among the models of a case', () => {
    const half = { ...map, weights: map.weights.map((weight) => weight / 2) };
    const models = [
      { model: 'a', map },
      { model: 'b', map: half },
    ];
    const shared = pieces(attentionSvg([{ caption: '', models }], { sharedScale: true }));
    expect(shared[4]?.fill).not.toBe(shared[0]?.fill);
  });

  it('keeps within its width, text beyond the tokens included', () => {
    const long = '品詞'.repeat(200);
    const some = { text: long, offsets: [[0, 2]] as const, sequences: [0], weights: [1] };
    const svg = parse(attentionSvg([{ caption: '', models: [{ model: 'm', map: some }] }], { width: 400 }));
    const body = all(svg, 'text').filter(({ attributes }) => attributes.textLength !== undefined);
    expect(body.map(({ text }) => text).join('')).toBe(long);
    for (const { attributes } of body)
      expect(Number(attributes.x) + Number(attributes.textLength)).toBeLessThanOrEqual(400 - 15);
  });

  it('shows both texts of a pair, no text, and weights that are not finite', () => {
    const pair: AttentionMap = {
      text: 'a',
      pair: 'b',
      offsets: [
        [0, 1],
        [0, 1],
      ],
      sequences: [0, 1],
      weights: [Number.NaN, 0.5],
    };
    const both = attentionSvg([{ caption: 'c', models: [{ model: 'm', map: pair }] }]);
    expect(pieces(both).map(({ tip }) => tip)).toEqual(['a: 0', 'b: 0.5']);
    expect(texts(attentionSvg([]))).toContain('There is no text.');
    expect(attentionSvg([{ caption: 'none', models: [] }])).not.toMatch(/NaN|Infinity/);
  });
});
