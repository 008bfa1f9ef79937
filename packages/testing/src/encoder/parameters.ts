import * as tf from '@tensorflow/tfjs';
import { type ConformanceCase, conformanceCase } from '../cases/conformance-case.js';
import { expect, expectSame } from '../cases/expectations.js';
import { expectEncoding } from '../generator/encoding-consistency.js';
import { type EncoderRig, everything, nothing, tokenStates, withInstance } from './rig.js';

/** Clauses about encodings, parameters and weights. */
export function parameterCases<Input>(rig: EncoderRig<Input>): ConformanceCase[] {
  const { encoder, encodings, selections, layers } = rig;
  const { config, parameters } = encoder;
  const top = config.depth;
  return [
    conformanceCase('encodings are whole, no longer than the encoder takes, and of known tokens', () => {
      encodings.forEach((encoding, i) => {
        const count = encoding.ids.length;
        expect(
          count <= config.maxLength,
          `Encoding ${i} has ${count} tokens; the encoder takes ${config.maxLength}.`,
        );
        if (encoding.values !== undefined) return;
        expectEncoding(encoding, `Encoding ${i}`);
        const unknown = encoding.ids.findIndex((id) => id < 0 || id >= config.vocabularySize);
        expect(unknown < 0, `Encoding ${i}: the embeddings have no row ${encoding.ids[unknown]}.`);
      });
    }),
    conformanceCase('parameters have names of their own, and layers of the encoder', () => {
      const names = parameters.map(({ name }) => name);
      expectSame(new Set(names).size, names.length, 'Parameters share a name.');
      for (const { name, layer, depth } of parameters) {
        expectSame(depth, config.depth, `The parameter '${name}' knows of another depth.`);
        expect(
          layers.includes(layer),
          `The parameter '${name}' belongs to layer ${layer} of ${config.depth}.`,
        );
      }
    }),
    conformanceCase(
      'an instance has the parameters of its encoder, and variables where the selection trains',
      async () => {
        for (const selection of selections)
          await withInstance(encoder, selection, async (instance) => {
            expectSame(
              instance.parameters.map(({ name }) => name),
              parameters.map(({ name }) => name),
              `Training ${selection.description}: the instance has other parameters.`,
            );
            instance.parameters.forEach((parameter, i) => {
              const trained = selection.includes(parameters[i] as (typeof parameters)[number]);
              expect(
                parameter.trainable === trained && (!trained || parameter.value instanceof tf.Variable),
                `Training ${selection.description}: '${parameter.name}' is ${trained ? 'no variable' : 'trainable'}.`,
              );
            });
          });
      },
    ),
    conformanceCase('weights gives all parameters in order, and withWeights takes them up', async () => {
      const [weights, states] = await withInstance(encoder, everything, async (instance) => [
        await instance.weights(),
        await tokenStates(instance, encodings, top),
      ]);
      const names = parameters.map(({ name }) => name);
      expectSame([...weights.keys()].slice(0, names.length), names, 'The weights stand in another order.');
      for (const { name, shape } of parameters)
        expectSame(weights.get(name)?.shape, shape, `The weights of '${name}' have another shape.`);
      const copy = encoder.withWeights(weights);
      expectSame(
        await withInstance(copy, nothing, (instance) => tokenStates(instance, encodings, top)),
        states,
        'The encoder with these weights has other hidden states.',
        1e-5,
      );
      copy.dispose();
    }),
    conformanceCase('training an instance leaves the encoder as it is', async () => {
      const before = await withInstance(encoder, nothing, (instance) =>
        tokenStates(instance, encodings, top),
      );
      await withInstance(encoder, everything, async ({ parameters: trained }) => {
        for (const parameter of trained)
          if (parameter.trainable) tf.tidy(() => parameter.value.assign(parameter.value.add(1)));
      });
      const after = await withInstance(encoder, nothing, (instance) => tokenStates(instance, encodings, top));
      expectSame(after, before, 'Another instance has other hidden states.');
    }),
  ];
}
