/** Where a text stops being JSON. */
export interface JsonFault {
  /** Index in the text. */
  readonly index: number;
  /** What was expected there, as the subject of a sentence. */
  readonly expected: string;
}

type Expectation =
  | 'value'
  | 'value or ]'
  | 'key'
  | 'key or }'
  | 'colon'
  | 'comma or ]'
  | 'comma or }'
  | 'end';

const sentences: Readonly<Record<Expectation, string>> = {
  value: 'A value',
  'value or ]': "A value or ']'",
  key: 'A key in double quotes',
  'key or }': "A key in double quotes or '}'",
  colon: "':'",
  'comma or ]': "',' or ']'",
  'comma or }': "',' or '}'",
  end: 'The end of the line',
};

const blank = /[ \t\n\r]*/y;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

const escapeSequence = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;

/** The first place at which a text breaks the grammar of JSON (RFC 8259); `undefined` where it is JSON. */
export function findJsonFault(text: string): JsonFault | undefined {
  return new Recogniser(text).run();
}

class Recogniser {
  readonly #text: string;
  readonly #open: ('[' | '{')[] = [];
  #index = 0;
  #expected: Expectation = 'value';

  constructor(text: string) {
    this.#text = text;
  }

  run(): JsonFault | undefined {
    for (;;) {
      this.#index = matchEnd(blank, this.#text, this.#index) ?? this.#index;
      const character = this.#text[this.#index];
      if (this.#expected === 'end' && character === undefined) return undefined;
      const next = this.#step(character);
      if (next === undefined) return { index: this.#index, expected: sentences[this.#expected] };
      this.#expected = next;
    }
  }

  /** Takes one token and gives what is expected after it; `undefined` where the token is not what was expected. */
  #step(character: string | undefined): Expectation | undefined {
    switch (this.#expected) {
      case 'value or ]':
        return character === ']' ? this.#close() : this.#value(character);
      case 'value':
        return this.#value(character);
      case 'key or }':
        return character === '}' ? this.#close() : this.#string('colon');
      case 'key':
        return this.#string('colon');
      case 'colon':
        return character === ':' ? this.#take('value') : undefined;
      case 'comma or ]':
        if (character === ']') return this.#close();
        return character === ',' ? this.#take('value') : undefined;
      case 'comma or }':
        if (character === '}') return this.#close();
        return character === ',' ? this.#take('key') : undefined;
      case 'end':
        return undefined;
    }
  }

  #value(character: string | undefined): Expectation | undefined {
    if (character === '"') return this.#string(this.#afterValue());
    if (character === '[' || character === '{') {
      this.#open.push(character);
      return this.#take(character === '[' ? 'value or ]' : 'key or }');
    }
    return this.#moveTo(matchEnd(scalar, this.#text, this.#index), this.#afterValue());
  }

  #string(next: Expectation): Expectation | undefined {
    return this.#moveTo(endOfString(this.#text, this.#index), next);
  }

  #close(): Expectation {
    this.#open.pop();
    return this.#take(this.#afterValue());
  }

  #take(next: Expectation): Expectation {
    this.#index++;
    return next;
  }

  #moveTo(end: number | undefined, next: Expectation): Expectation | undefined {
    if (end === undefined) return undefined;
    this.#index = end;
    return next;
  }

  #afterValue(): Expectation {
    const inner = this.#open.at(-1);
    if (inner === undefined) return 'end';
    return inner === '[' ? 'comma or ]' : 'comma or }';
  }
}

/** Index after the match of a sticky pattern at `index`; `undefined` where it does not match there. */
function matchEnd(pattern: RegExp, text: string, index: number): number | undefined {
  pattern.lastIndex = index;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/** Index after the string literal at `start`; `undefined` where there is none. */
function endOfString(text: string, start: number): number | undefined {
  if (text[start] !== '"') return undefined;
  for (let index = start + 1; text.charCodeAt(index) >= 0x20; ) {
    if (text[index] === '"') return index + 1;
    const end = text[index] === '\\' ? matchEnd(escapeSequence, text, index) : index + 1;
    if (end === undefined) return undefined;
    index = end;
  }
  return undefined;
}
