import type { ConformanceCase } from '../cases/conformance-case.js';
import { gradientCases } from './gradients.js';
import { memoryCases } from './memory.js';
import type { EncoderConformanceOptions } from './options.js';
import { parameterCases } from './parameters.js';
import { encoderRig } from './rig.js';
import { stateCases } from './states.js';

/**
 * The contract of an encoder and its instances, clause by clause: what is read agrees with itself whatever else is
 * demanded, trained or batched.
 *
 * @example
 * ```ts
 * import type { Encoder } from '@tomoni/spec';
 * import { encoderConformance } from '@tomoni/testing';
 *
 * declare const small: () => Encoder;
 * declare const it: (name: string, run: () => Promise<void>) => void;
 *
 * const inputs = ['One text.', 'Another one, somewhat longer.', 'Short'];
 * for (const { name, run } of encoderConformance({ encoder: small(), inputs })) it(name, run);
 * ```
 */
export function encoderConformance<Input>(
  options: EncoderConformanceOptions<Input>,
): readonly ConformanceCase[] {
  const rig = encoderRig(options);
  return [...parameterCases(rig), ...stateCases(rig), ...gradientCases(rig), ...memoryCases(rig)];
}
