import type { NamedHostTensors } from '@tomoni/spec';

/** Joins lists of tensors to one: `<list>:<name>`. */
export function joinTensors(lists: Readonly<Record<string, NamedHostTensors>>): NamedHostTensors {
  return new Map(
    Object.entries(lists).flatMap(([list, tensors]) =>
      [...tensors].map(([name, tensor]) => [`${list}:${name}`, tensor] as const),
    ),
  );
}

/** The tensors of one list among joined ones. */
export function tensorsOf(joined: NamedHostTensors, list: string): NamedHostTensors {
  const start = `${list}:`;
  return new Map(
    [...joined].flatMap(([name, tensor]) =>
      name.startsWith(start) ? [[name.slice(start.length), tensor] as const] : [],
    ),
  );
}
