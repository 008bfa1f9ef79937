import { TomoniError } from '@tomoni/spec';
import type { MaskedLanguageModel } from '../pseudo-likelihood/masked-predictor.js';

/** Stands for the masked language model of a generator that was loaded without one: what needs it is refused. */
export const absentHead: MaskedLanguageModel = {
  kind: 'absent',
  reads: { over: 'tokens' },
  fit: refuse,
  restore: refuse,
};

function refuse(): never {
  throw new TomoniError({
    code: 'invalid-argument',
    what: 'The generator was loaded without a masked language model head, so it knows the probabilities of its training texts alone.',
    remedy: 'Give restoreGenerator a head, such as maskedLanguageModel() of @tomoni/heads.',
  });
}
