import type { Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { type HiddenStates, type Pooling, type Positions, TomoniError } from '@tomoni/spec';
import { lookup } from '../operations/lookup.js';
import type { Needs } from './needs.js';
import type { NetworkInput } from './network.js';
import type { Pass } from './pass.js';
import { poolings } from './pooling.js';

/** The states of a finished pass. What is read belongs to the reader. */
export class LayerStates implements HiddenStates {
  readonly #input: NetworkInput;
  readonly #needs: Needs;
  readonly #pass: Pass;

  constructor(input: NetworkInput, needs: Needs, pass: Pass) {
    this.#input = input;
    this.#needs = needs;
    this.#pass = pass;
  }

  pooled(layer: number, pooling: Pooling): Tensor2D {
    return tf.tidy(() => poolings[pooling](this.all(layer), this.#input.mask));
  }

  at(layer: number, { rows, columns }: Positions): Tensor2D {
    const { size, length } = this.#input;
    if (rows.length !== columns.length)
      throw new TomoniError({
        code: 'invalid-argument',
        what: `The positions have ${rows.length} rows but ${columns.length} columns.`,
      });
    const flat = rows.map((row, i) => {
      const column = columns[i] as number;
      if (row >= 0 && row < size && column >= 0 && column < length) return row * length + column;
      throw new TomoniError({
        code: 'invalid-argument',
        what: `The position of token ${column} in encoding ${row} lies outside a batch of ${size} encodings of ${length} tokens.`,
      });
    });
    return lookup(this.#states(layer), flat);
  }

  all(layer: number): Tensor3D {
    const states = this.#states(layer);
    const { size, length } = this.#input;
    return tf.reshape(states, [size, length, states.shape[1]]);
  }

  attention(layer: number): Tensor4D {
    const attention = this.#pass.attention.get(layer);
    if (attention === undefined)
      throw new TomoniError({
        code: 'invalid-argument',
        what: `The attention maps of layer ${layer} were not demanded.`,
        remedy: 'Name the layer in `attention` of the demand given to `prepare`.',
      });
    return tf.clone(attention);
  }

  #states(layer: number): Tensor2D {
    const states = this.#needs.states.has(layer) ? this.#pass.states.get(layer) : undefined;
    if (states === undefined)
      throw new TomoniError({
        code: 'invalid-argument',
        what: `The states of layer ${layer} were not demanded.`,
        remedy: 'Name the layer in the demand given to `prepare`.',
      });
    return states;
  }
}
