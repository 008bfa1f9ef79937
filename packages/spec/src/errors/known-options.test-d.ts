import { it } from 'vitest';
import { requireKnownOptions } from './known-options.js';

interface Options<Label> {
  readonly label?: Label;
  readonly steps?: number;
}

it('is held to the type of the options by the compiler', () => {
  function generic<Label>(options: Options<Label>): void {
    requireKnownOptions('constant()', options, ['label', 'steps']);
    // @ts-expect-error 'steps' is missing
    requireKnownOptions('constant()', options, ['label']);
    // @ts-expect-error there is no option 'power'
    requireKnownOptions('constant()', options, ['label', 'steps', 'power']);
  }
  generic({});
});
