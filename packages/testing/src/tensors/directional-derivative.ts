import * as tf from '@tensorflow/tfjs';
import type { Rng } from '@tomoni/spec';
import { expect, expectFinite } from '../cases/expectations.js';

const STEP = 1e-2;
const TOLERANCE = 2e-2;
/** Relative error of a loss in single precision. */
const ROUNDING = 2e-6;

/**
 * Compares the gradient of a function with central differences along the gradient itself and along random directions.
 *
 * @param value the function, which builds a scalar from the variables; run on the tape
 */
export async function expectGradient(
  variables: Readonly<Record<string, tf.Variable>>,
  value: () => tf.Scalar,
  rng: Rng,
  { mayVanish = false }: { readonly mayVanish?: boolean } = {},
): Promise<void> {
  const { value: start, grads } = tf.variableGrads(value, Object.values(variables));
  const noise = (ROUNDING * Math.max(1, Math.abs((await start.data())[0] as number))) / STEP;
  start.dispose();
  try {
    for (const [name, variable] of Object.entries(variables)) {
      const gradient = grads[variable.name];
      expect(gradient !== undefined && gradient !== null, `No gradient reaches ${name}.`);
      const values = Float32Array.from(await gradient.data());
      expectFinite(values, `The gradient of ${name}`);
      const norm = length(values);
      expect(norm > 0 || mayVanish, `The gradient of ${name} is 0.`);
      const random = Array.from({ length: 2 }, (_, i) => direction(values.length, rng.fork(name, i)));
      const own = norm > 0 ? [values.map((entry) => entry / norm)] : [];
      for (const along of [...own, ...random]) {
        const expected = along.reduce((sum, entry, i) => sum + entry * (values[i] as number), 0);
        const found = await difference(variable, along, value);
        expect(
          Math.abs(found - expected) <= TOLERANCE * norm + noise,
          `The gradient of ${name} is wrong: along a direction it says ${expected}, the loss itself ${found}.`,
        );
      }
    }
  } finally {
    tf.dispose(grads);
  }
}

/** Slope of the value along a direction of length 1. */
async function difference(
  variable: tf.Variable,
  along: Float32Array,
  value: () => tf.Scalar,
): Promise<number> {
  const start = Float32Array.from(await variable.data());
  const at = async (step: number) => {
    set(
      variable,
      start.map((entry, i) => entry + step * (along[i] as number)),
    );
    const scalar = tf.tidy(value);
    const [result] = await scalar.data();
    scalar.dispose();
    return result as number;
  };
  const slope = ((await at(STEP)) - (await at(-STEP))) / (2 * STEP);
  set(variable, start);
  return slope;
}

/** Moves variables off their initial values, where gradients may vanish. */
export async function shake(variables: Iterable<tf.Variable>, rng: Rng): Promise<void> {
  let index = 0;
  for (const variable of variables) {
    const own = rng.fork('shake', index++);
    set(
      variable,
      Float32Array.from(await variable.data(), (entry) => entry + 0.2 * own.normal()),
    );
  }
}

function set(variable: tf.Variable, values: Float32Array): void {
  const tensor = tf.tensor(values, variable.shape);
  variable.assign(tensor);
  tensor.dispose();
}

function direction(size: number, rng: Rng): Float32Array {
  const values = Float32Array.from({ length: size }, () => rng.normal());
  const norm = length(values);
  return values.map((entry) => entry / norm);
}

function length(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, entry) => sum + entry * entry, 0));
}
