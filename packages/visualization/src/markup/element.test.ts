import { describe, expect, it } from 'vitest';
import { element, escapeText, fragment } from './element.js';
import { shortened, textWidth } from './text-width.js';

describe('element', () => {
  it('escapes text and attributes, and leaves markup', () => {
    const inner = element('b', {}, `<i> & "q" 'a'`);
    expect(element('p', { title: '"<&>' }, inner, ' > ').markup).toBe(
      '<p title="&quot;&lt;&amp;&gt;"><b>&lt;i&gt; &amp; &quot;q&quot; &#39;a&#39;</b> &gt; </p>',
    );
  });

  it('leaves out what is undefined, and rounds numbers', () => {
    expect(
      element('a', { x: 1 / 3, y: undefined, z: -0.001 }, undefined, fragment('t', undefined)).markup,
    ).toBe('<a x="0.33" z="0">t</a>');
  });

  it('replaces characters that XML does not allow', () => {
    expect(escapeText('a\u0000b\u001bc\ud800d\ufffee\tf\n品\u{1f600}')).toBe(
      'a\ufffdb\ufffdc\ufffdd\ufffde\tf\n品\u{1f600}',
    );
  });
});

describe('text width', () => {
  it('counts full-width characters as an em', () => {
    expect(textWidth('品詞', 10)).toBe(20);
    expect(textWidth('ab', 10)).toBeCloseTo(12);
    expect(textWidth('e\u0301', 10)).toBeCloseTo(6);
  });

  it('shortens to what fits', () => {
    expect(shortened('short', 10, 100)).toBe('short');
    const cut = shortened('a name that is much too long', 10, 80);
    expect(cut).toMatch(/…$/);
    expect(textWidth(cut, 10)).toBeLessThanOrEqual(80);
  });
});
