import { describe, expect, it } from 'vitest';
import { sharingTable } from './sharing-table.js';

describe('sharingTable', () => {
  const rows = sharingTable().split('\n');
  const counted = (call: string) => rows.find((row) => row.includes(`\`${call}\``))?.split(' | ')[2];

  it('counts what each way adds to BERT-base', () => {
    expect(rows).toHaveLength(2 + 13 + 1);
    expect(counted('hardSharing()')).toBe('0');
    // 13 layers and γ, for each of 3 tasks.
    expect(counted('scalarMix()')).toBe('42');
    // A and B of rank 8 at queries and values of 12 layers of width 768, for 3 tasks.
    expect(counted('lora({ rank: 8 })')).toBe((3 * 12 * 2 * 2 * 8 * 768).toLocaleString('en-US'));
    // All of 12 layers, for 3 tasks.
    expect(counted("softSharing({ tie: 'l2', strength: 1e-3 })")).toBe(
      (3 * 12 * 7_087_872).toLocaleString('en-US'),
    );
  });
});
