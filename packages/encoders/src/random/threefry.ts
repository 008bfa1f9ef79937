/** Rounds beyond which no statistical test is known to fail. */
const safeRounds = 12;

/**
 * Fills an array with Threefry4x32: four words per block, a function of the key, the row and the block's number.
 *
 * It adds, rotates and takes exclusive ors alone, which costs JavaScript a third of what Philox's products do.
 * Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 *
 * @param key four words
 * @param out a whole number of blocks
 * @param rounds a multiple of 4
 */
export function threefry4x32(
  key: Uint32Array,
  row: number,
  out: Uint32Array,
  rounds: number = safeRounds,
): void {
  const word = (i: number) => (key[i] as number) | 0;
  const [k0, k1, k2, k3] = [word(0), word(1), word(2), word(3)];
  const parity = 0x1bd11bda ^ k0 ^ k1 ^ k2 ^ k3;
  const groups = rounds / 4;
  for (let i = 0; i < out.length; i += 4) {
    let s0 = k0;
    let s1 = k1;
    let s2 = k2;
    let s3 = k3;
    let s4 = parity;
    let a = ((i >>> 2) + s0) | 0;
    let b = (row + s1) | 0;
    let c = s2;
    let d = s3;
    for (let group = 1; group <= groups; group++) {
      if (group % 2 === 1) {
        a = (a + b) | 0;
        b = ((b << 10) | (b >>> 22)) ^ a;
        c = (c + d) | 0;
        d = ((d << 26) | (d >>> 6)) ^ c;
        a = (a + d) | 0;
        d = ((d << 11) | (d >>> 21)) ^ a;
        c = (c + b) | 0;
        b = ((b << 21) | (b >>> 11)) ^ c;
        a = (a + b) | 0;
        b = ((b << 13) | (b >>> 19)) ^ a;
        c = (c + d) | 0;
        d = ((d << 27) | (d >>> 5)) ^ c;
        a = (a + d) | 0;
        d = ((d << 23) | (d >>> 9)) ^ a;
        c = (c + b) | 0;
        b = ((b << 5) | (b >>> 27)) ^ c;
      } else {
        a = (a + b) | 0;
        b = ((b << 6) | (b >>> 26)) ^ a;
        c = (c + d) | 0;
        d = ((d << 20) | (d >>> 12)) ^ c;
        a = (a + d) | 0;
        d = ((d << 17) | (d >>> 15)) ^ a;
        c = (c + b) | 0;
        b = ((b << 11) | (b >>> 21)) ^ c;
        a = (a + b) | 0;
        b = ((b << 25) | (b >>> 7)) ^ a;
        c = (c + d) | 0;
        d = ((d << 10) | (d >>> 22)) ^ c;
        a = (a + d) | 0;
        d = ((d << 18) | (d >>> 14)) ^ a;
        c = (c + b) | 0;
        b = ((b << 20) | (b >>> 12)) ^ c;
      }
      const first = s0;
      s0 = s1;
      s1 = s2;
      s2 = s3;
      s3 = s4;
      s4 = first;
      a = (a + s0) | 0;
      b = (b + s1) | 0;
      c = (c + s2) | 0;
      d = (d + s3 + group) | 0;
    }
    out[i] = a;
    out[i + 1] = b;
    out[i + 2] = c;
    out[i + 3] = d;
  }
}
