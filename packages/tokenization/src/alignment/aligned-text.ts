/** Where each code unit of a text comes from: stretches of the original in UTF-16 code units. */
interface Alignment {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/**
 * A text on its way to tokens, every character of which knows the stretch of the original that it came from.
 *
 * Where nothing has changed its length yet, unit `i` comes from unit `shift + i` and no table is kept.
 */
export class AlignedText {
  readonly text: string;
  /** Where the piece begins in the original, whatever has been stripped from its front. */
  readonly origin: number;
  readonly #shift: number;
  readonly #alignment: Alignment | undefined;

  constructor(text: string, origin = 0, shift = origin, alignment?: Alignment) {
    this.text = text;
    this.origin = origin;
    this.#shift = shift;
    this.#alignment = alignment;
  }

  /** Where the character that begins at `index` begins in the original. */
  start(index: number): number {
    const at = this.#shift + index;
    return this.#alignment === undefined ? at : (this.#alignment.starts[at] as number);
  }

  /** Where the character that ends before `index` ends in the original. */
  end(index: number): number {
    const at = this.#shift + index;
    return this.#alignment === undefined ? at : (this.#alignment.ends[at - 1] as number);
  }

  /** The piece from one character boundary to another: its origin is where its first character begins. */
  slice(from: number, to: number): AlignedText {
    return new AlignedText(
      this.text.slice(from, to),
      from < to ? this.start(from) : this.origin,
      this.#shift + from,
      this.#alignment,
    );
  }

  /** The same piece without its ends: its origin stays. */
  cut(from: number, to: number): AlignedText {
    if (from === 0 && to === this.text.length) return this;
    return new AlignedText(this.text.slice(from, to), this.origin, this.#shift + from, this.#alignment);
  }

  /** The same piece with each character replaced by one of the same length. */
  relabel(text: string): AlignedText {
    return new AlignedText(text, this.origin, this.#shift, this.#alignment);
  }
}

/** Writes a new text from an old one, keeping track of where its characters come from. */
export class AlignedTextBuilder {
  readonly #source: AlignedText;
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  #text = '';

  constructor(source: AlignedText) {
    this.#source = source;
  }

  /** Appends a text that stands for the source from one character boundary to another. */
  add(text: string, from: number, to: number): void {
    const start = this.#source.start(from);
    const end = this.#source.end(to);
    for (let i = 0; i < text.length; i++) {
      this.#starts.push(start);
      this.#ends.push(end);
    }
    this.#text += text;
  }

  /** Appends the source's own characters from one boundary to another. */
  copy(from: number, to: number): void {
    for (let i = from; i < to; i++) {
      this.#starts.push(this.#source.start(i));
      this.#ends.push(this.#source.end(i + 1));
    }
    this.#text += this.#source.text.slice(from, to);
  }

  get empty(): boolean {
    return this.#text === '';
  }

  build(): AlignedText {
    return new AlignedText(this.#text, this.#source.origin, 0, {
      starts: new Int32Array(this.#starts),
      ends: new Int32Array(this.#ends),
    });
  }
}
