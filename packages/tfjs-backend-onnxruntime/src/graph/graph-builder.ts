import { create, toBinary } from '@bufbuild/protobuf';
import { OnnxRuntimeError } from '../errors/onnxruntime-error.js';
import { type AttributeValue, encodeAttribute } from './attributes.js';
import { type ElementType, elementArrays, elementTypeNumbers } from './element-type.js';
import {
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from './format/onnx_pb.js';

/** Operator set that graphs are written for. */
export const OPSET = 20;

const IR_VERSION = 9;

/** One dimension: a number, or the name of a size that is known at each run, such as `batch`. */
export type Dimension = number | string;

/** A value in a graph; belongs to the builder that made it. */
export interface GraphValue {
  /** Name in the ONNX file. */
  readonly name: string;
}

/** Options of {@link GraphBuilder.op}. */
export interface OperatorOptions<Count extends number = number> {
  /** How many outputs are wanted; default one, and then the value itself comes back. */
  readonly outputs?: Count;
  /** `com.microsoft` for ONNX Runtime's own operators, with `.nchwc` for those in blocks; default ONNX's. */
  readonly domain?: '' | 'com.microsoft' | 'com.microsoft.nchwc';
}

/** `Count` values. */
export type GraphValues<Count extends number> = number extends Count
  ? readonly GraphValue[]
  : TupleOf<GraphValue, Count>;

type TupleOf<Item, Count extends number, Items extends readonly Item[] = []> = Items['length'] extends Count
  ? Items
  : TupleOf<Item, Count, readonly [...Items, Item]>;

/**
 * Builds one ONNX graph, value by value.
 *
 * ```
 * const graph = new GraphBuilder();
 * const x = graph.input('x', 'float32', ['rows', 768]);
 * const weight = graph.input('weight', 'float32', [768, 768]);
 * const hidden = graph.op('Gemm', [x, weight], { transB: 1, alpha: float(0.125) });
 * const [values, indices] = graph.op('TopK', [hidden, graph.constant('int64', [4])], {}, { outputs: 2 });
 * graph.output(values, 'values', 'float32', ['rows', 4]);
 * graph.output(indices, 'indices', 'int64', ['rows', 4]);
 * const file = graph.encode();
 * ```
 *
 * Shapes and types between inputs and outputs are ONNX Runtime's to infer and to check, when the graph is compiled.
 */
export class GraphBuilder {
  readonly #values = new WeakSet<GraphValue>();
  readonly #names = new Set<string>();
  readonly #nodes: NodeProto[] = [];
  readonly #initializers: TensorProto[] = [];
  readonly #inputs: ValueInfoProto[] = [];
  readonly #outputs: ValueInfoProto[] = [];
  /** Names under which values computed by operators are given out. */
  readonly #renamed = new Map<string, string>();
  readonly #computed = new WeakSet<GraphValue>();
  #count = 0;

  /**
   * A value that is fed at each run.
   *
   * @throws OnnxRuntimeError `invalid-argument` for a name that is taken
   */
  input(name: string, type: ElementType, dims: readonly Dimension[]): GraphValue {
    this.#inputs.push(valueInfo(name, type, dims));
    return this.#value(name);
  }

  /**
   * A value that is part of the graph: a scalar from a number, a list from an array, other shapes by `dims`.
   *
   * @throws OnnxRuntimeError `invalid-argument` where `values` do not fill `dims`
   */
  constant(
    type: ElementType,
    values: number | readonly number[] | Float32Array | Int32Array,
    dims: readonly number[] = typeof values === 'number' ? [] : [values.length],
  ): GraphValue {
    const list = typeof values === 'number' ? [values] : Array.from(values);
    const size = dims.reduce((product, dim) => product * dim, 1);
    if (list.length !== size)
      throw new OnnxRuntimeError({
        code: 'invalid-argument',
        what: `A constant of shape [${dims}] has ${size} elements, but ${list.length} were given.`,
      });
    const data = type === 'int64' ? BigInt64Array.from(list.map(BigInt)) : elementArrays[type].from(list);
    const name = this.#fresh('constant');
    this.#initializers.push(
      create(TensorProtoSchema, {
        name,
        dims: dims.map(BigInt),
        dataType: elementTypeNumbers[type],
        rawData: new Uint8Array(data.buffer),
      }),
    );
    return this.#value(name);
  }

  /**
   * Applies an operator. An input that is left out is `undefined`.
   *
   * @throws OnnxRuntimeError `invalid-argument` for values of another builder
   */
  op(
    type: string,
    inputs: readonly (GraphValue | undefined)[],
    attributes?: Readonly<Record<string, AttributeValue>>,
    options?: OperatorOptions & { readonly outputs?: undefined },
  ): GraphValue;
  op<Count extends number>(
    type: string,
    inputs: readonly (GraphValue | undefined)[],
    attributes: Readonly<Record<string, AttributeValue>>,
    options: OperatorOptions<Count> & { readonly outputs: Count },
  ): GraphValues<Count>;
  op(
    type: string,
    inputs: readonly (GraphValue | undefined)[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    { outputs, domain = '' }: OperatorOptions = {},
  ): GraphValue | readonly GraphValue[] {
    const names = Array.from({ length: outputs ?? 1 }, () => this.#fresh(type));
    this.#nodes.push(
      create(NodeProtoSchema, {
        opType: type,
        domain,
        input: inputs.map((value) => (value === undefined ? '' : this.#own(value).name)),
        output: names,
        attribute: Object.entries(attributes).map(([name, value]) => encodeAttribute(name, value)),
      }),
    );
    const values = names.map((name) => this.#value(name));
    for (const value of values) this.#computed.add(value);
    return outputs === undefined ? (values[0] as GraphValue) : values;
  }

  /**
   * Gives a value out under a name. Leave `dims` out where ONNX Runtime shall infer them.
   *
   * @throws OnnxRuntimeError `invalid-argument` for a name that is taken or a value of another builder
   */
  output(value: GraphValue, name: string, type: ElementType = 'float32', dims?: readonly Dimension[]): void {
    const isFree = this.#computed.has(this.#own(value)) && !this.#renamed.has(value.name);
    const source = isFree ? value : this.op('Identity', [value]);
    this.#take(name);
    this.#renamed.set(source.name, name);
    this.#outputs.push(valueInfo(name, type, dims));
  }

  /**
   * Leaves out operators, constants and inputs that no output needs.
   *
   * @returns names of the inputs that are left
   */
  prune(): readonly string[] {
    const needed = new Set(this.#renamed.keys());
    const nodes = this.#nodes.splice(0).reverse();
    for (const node of nodes) {
      if (!node.output.some((name) => needed.has(name))) continue;
      this.#nodes.unshift(node);
      for (const name of node.input) needed.add(name);
    }
    const initializers = this.#initializers.splice(0).filter(({ name }) => needed.has(name));
    this.#initializers.push(...initializers);
    const inputs = this.#inputs.splice(0).filter(({ name }) => needed.has(name));
    this.#inputs.push(...inputs);
    return inputs.map(({ name }) => name);
  }

  /** The model as a message of the file format. */
  model(): ModelProto {
    return create(ModelProtoSchema, {
      irVersion: BigInt(IR_VERSION),
      producerName: 'tfjs-backend-onnxruntime',
      opsetImport: [...new Set(['', 'com.microsoft', ...this.#nodes.map(({ domain }) => domain)])].map(
        (domain) => ({ domain, version: domain === '' ? BigInt(OPSET) : 1n }),
      ),
      graph: {
        name: 'graph',
        node: this.#nodes.map((node) => ({
          ...node,
          input: node.input.map((name) => this.#renamed.get(name) ?? name),
          output: node.output.map((name) => this.#renamed.get(name) ?? name),
        })),
        initializer: this.#initializers,
        input: this.#inputs,
        output: this.#outputs,
      },
    });
  }

  /** The model as an ONNX file. */
  encode(): Uint8Array {
    return toBinary(ModelProtoSchema, this.model());
  }

  #value(name: string): GraphValue {
    this.#take(name);
    const value = { name };
    this.#values.add(value);
    return value;
  }

  #own(value: GraphValue): GraphValue {
    if (this.#values.has(value)) return value;
    throw new OnnxRuntimeError({
      code: 'invalid-argument',
      what: `The value ${value.name} belongs to another graph.`,
    });
  }

  #take(name: string): void {
    if (name === '' || this.#names.has(name))
      throw new OnnxRuntimeError({
        code: 'invalid-argument',
        what: name === '' ? 'A value needs a name.' : `The graph has a value named ${name} already.`,
      });
    this.#names.add(name);
  }

  #fresh(prefix: string): string {
    return `${prefix}:${this.#count++}`;
  }
}

function valueInfo(name: string, type: ElementType, dims?: readonly Dimension[]): ValueInfoProto {
  return create(ValueInfoProtoSchema, {
    name,
    type: {
      value: {
        case: 'tensorType',
        value: {
          elemType: elementTypeNumbers[type],
          ...(dims && {
            shape: {
              dim: dims.map((dim) =>
                typeof dim === 'number'
                  ? { value: { case: 'dimValue' as const, value: BigInt(dim) } }
                  : { value: { case: 'dimParam' as const, value: dim } },
              ),
            },
          }),
        },
      },
    },
  });
}
