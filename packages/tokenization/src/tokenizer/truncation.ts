/** How many tokens of each text of a pair stay, the longer one cut first, so that together there are at most `room`. */
export function longestFirst(first: number, second: number, room: number): [number, number] {
  if (first + second <= room) return [first, second];
  const shorter = Math.min(first, second);
  const half = Math.floor(room / 2);
  if (shorter >= half) {
    // Both are cut; an odd token goes to the longer one, and to the second where they are equally long.
    const small = Math.min(shorter, half);
    return first > second ? [room - small, small] : [small, room - small];
  }
  return first > second ? [room - second, second] : [first, room - first];
}
