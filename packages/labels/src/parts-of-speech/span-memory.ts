import type { TaggedSpan } from '@tomoni/spec';

/** Characters of the texts whose spans are remembered. */
const budget = 1 << 25;

/** Spans of texts that were analysed already: a text is asked for when its generator is fitted, split and labelled. */
export class SpanMemory<Tag extends string> {
  readonly #tags: readonly Tag[];
  readonly #spans = new Map<string, Int32Array>();
  #characters = 0;

  constructor(tags: readonly Tag[]) {
    this.#tags = tags;
  }

  has(text: string): boolean {
    return this.#spans.has(text);
  }

  get(text: string): TaggedSpan<Tag>[] | undefined {
    const packed = this.#spans.get(text);
    if (packed === undefined) return undefined;
    return Array.from({ length: packed.length / 3 }, (_, i) => ({
      start: packed[3 * i] as number,
      end: packed[3 * i + 1] as number,
      tag: this.#tags[packed[3 * i + 2] as number] as Tag,
    }));
  }

  set(text: string, spans: readonly TaggedSpan<Tag>[]): void {
    if (this.#spans.has(text)) return;
    this.#characters += text.length;
    if (this.#characters > budget) {
      this.#spans.clear();
      this.#characters = text.length;
    }
    const packed = spans.flatMap(({ start, end, tag }) => [start, end, this.#tags.indexOf(tag)]);
    this.#spans.set(text, Int32Array.from(packed));
  }
}
