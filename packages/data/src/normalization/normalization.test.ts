import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digitsToZero, numbersToZero } from './digits.js';
import { compose } from './normalizer.js';
import { collapseSpaces, removeLineBreaks, removeSpaces, removeSymbols, removeUrls } from './removal.js';
import { halfWidth, nfkc } from './width.js';

describe('digits', () => {
  it.each([
    ['２０２４年3月٣', '0000年0月0'],
    ['𝟙x²①', '0x²①'],
    ['', ''],
  ])('of %s become zeros', (text, expected) => {
    expect(digitsToZero(text)).toBe(expected);
  });

  it('of one number become one zero', () => {
    expect(numbersToZero('1,980円 3.5点, 12。１２．５')).toBe('0円 0点, 0。0');
  });
});

describe('width', () => {
  it('changes full-width ASCII and nothing else', () => {
    expect(halfWidth('ＡＺａｚ０９！～　ｱア￥🍣')).toBe('AZaz09!~ ｱア￥🍣');
    const ascii = String.fromCharCode(...Array.from({ length: 0x5e }, (_, i) => 0x21 + i));
    const full = String.fromCharCode(...Array.from({ length: 0x5e }, (_, i) => 0xff01 + i));
    expect(halfWidth(full)).toBe(ascii);
  });

  it('joins combining marks under NFKC', () => {
    expect(nfkc('か\u3099ｶﾞＡ①')).toBe('がガA1');
  });
});

describe('removal', () => {
  it.each([
    ['詳細はhttp://example.com/あ', '詳細はあ'],
    ['見てHTTPS://t.co/Ab1。次', '見て。次'],
    ['www.example.com wwwx ftp://a.b/c d', ' wwwx  d'],
  ])('of URLs from %s', (text, expected) => {
    expect(removeUrls(text)).toBe(expected);
  });

  it.each([
    ['すごーい!!「人々」〜・…', 'すごーい人々'],
    ['a👨‍👩‍👧b👍🏽c❤️d🏴󠁧󠁢󠁥󠁮󠁧󠁿e🇯🇵f1️⃣g', 'abcdefg'],
    ['か\u3099e\u0301', 'か\u3099e\u0301'],
    ['क्\u200dष', 'क्\u200dष'],
    ['𩸽+x=5€', '𩸽x5'],
    ['(^_^)', ''],
  ])('of symbols from %s', (text, expected) => {
    expect(removeSymbols(text)).toBe(expected);
  });

  it('of line breaks and spaces', () => {
    expect(removeLineBreaks('a\r\nb\nc\u2028d\u0085e f')).toBe('abcde f');
    expect(removeSpaces('a b　c\u00a0d\te\nf')).toBe('abcde\nf');
    expect(collapseSpaces(' \n a\t\r\n　b\u2029')).toBe('a b');
  });
});

describe('compose', () => {
  it('applies the preprocessing of the Japanese studies', () => {
    const clean = compose(halfWidth, removeUrls, digitsToZero, removeSymbols, removeLineBreaks, removeSpaces);
    expect(clean('【速報】２０２４年\n　最高！！ http://example.com/a?b=c 🎉')).toBe('速報0000年最高');
    expect(compose()('x')).toBe('x');
  });
});

describe('every step', () => {
  const steps = [
    digitsToZero,
    numbersToZero,
    halfWidth,
    nfkc,
    removeLineBreaks,
    removeSpaces,
    removeSymbols,
    collapseSpaces,
  ];

  it('keeps characters whole and changes nothing the second time', () => {
    const unit = fc.constantFrom(...Array.from('aＡ１1 　\n\r👍🏽❤️\u200d\u3099か𩸽!。①ｶﾞ#\u20e3\ufe0f.,'));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit })), (text) => {
        for (const step of steps) {
          const once = step(text);
          expect(() => encodeURIComponent(once), step.name).not.toThrow();
          expect(step(once), step.name).toBe(once);
        }
      }),
      { numRuns: 500 },
    );
  });
});
