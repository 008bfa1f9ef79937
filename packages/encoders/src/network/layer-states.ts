import type { Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { type HiddenStates, type Pooling, type Positions, TomoniError } from '@tomoni/spec';
import { lookup } from '../operations/lookup.js';
import type { Needs } from './needs.js';
import type { NetworkInput } from './network.js';
import type { Pass, States } from './pass.js';
import { poolings } from './pooling.js';
import { flatRows } from './queries.js';

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
    const vectors = this.#pass.pooled.get(layer)?.get(pooling);
    if (vectors !== undefined) return tf.clone(vectors);
    const { size, length } = this.#input;
    const { tensor, queries } = this.#states(layer);
    if (queries === undefined)
      return tf.tidy(() => poolings[pooling](this.#unfold(tensor), this.#input.mask));
    if (pooling !== 'first') throw notDemanded(`The ${pooling} over layer ${layer} was`);
    const firsts = Int32Array.from({ length: size }, (_, encoding) => encoding * length);
    return this.#lookup(layer, firsts);
  }

  at(layer: number, positions: Positions): Tensor2D {
    return this.#lookup(layer, flatRows(positions, this.#input));
  }

  all(layer: number): Tensor3D {
    const { tensor, queries } = this.#states(layer);
    if (queries === undefined) return this.#unfold(tensor);
    throw notDemanded(`All states of layer ${layer} were`);
  }

  attention(layer: number): Tensor4D {
    const attention = this.#pass.attention.get(layer);
    if (attention !== undefined) return tf.clone(attention);
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The attention maps of layer ${layer} were not demanded.`,
      remedy: 'Name the layer in `attention` of the demand given to `prepare`.',
    });
  }

  #unfold(states: Tensor2D): Tensor3D {
    const { size, length } = this.#input;
    return tf.reshape(states, [size, length, states.shape[1]]);
  }

  #lookup(layer: number, rows: Int32Array): Tensor2D {
    const { tensor, queries } = this.#states(layer);
    if (queries === undefined) return lookup(tensor, rows);
    const places = rows.map((row) => {
      const place = queries.places.get(row);
      if (place !== undefined) return place;
      const { length } = this.#input;
      throw notDemanded(
        `The state of token ${row % length} in encoding ${Math.floor(row / length)} of layer ${layer} was`,
      );
    });
    return places.length === tensor.shape[0] && places.every((place, i) => place === i)
      ? tf.clone(tensor)
      : lookup(tensor, places);
  }

  #states(layer: number): States {
    const states = this.#needs.states.has(layer) ? this.#pass.states.get(layer) : undefined;
    if (states !== undefined) return states;
    throw notDemanded(`The states of layer ${layer} were`);
  }
}

function notDemanded(what: string): TomoniError {
  return new TomoniError({
    code: 'invalid-argument',
    what: `${what} not demanded.`,
    remedy: 'Name it in the demand given to `prepare`.',
  });
}
