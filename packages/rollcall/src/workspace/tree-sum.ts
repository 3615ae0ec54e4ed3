import { hash } from 'node:crypto';

/**
 * The sum of a tree's files: it tells trees apart as a digest of all their files would, and follows a change without looking at the
 * others. 256 bits, as eight numbers that are added each for itself.
 */
export type TreeSum = Uint32Array;

export const NO_FILES: TreeSum = new Uint32Array(8);

/** What of a file the sum is made of. `here` is false for a file whose content the repository lacks: its tree is another tree. */
export interface SummedFile {
  readonly path: string;
  readonly id: string;
  readonly mode: string;
  readonly here: boolean;
}

/** A sum without some files and with others. */
export function changeSum(sum: TreeSum, removed: readonly SummedFile[], added: readonly SummedFile[]): TreeSum {
  const changed = Uint32Array.from(sum);
  for (const file of removed) addDigest(changed, file, -1);
  for (const file of added) addDigest(changed, file, 1);
  return changed;
}

/** A sum as text: equal for equal files. */
export function sumText(sum: TreeSum): string {
  const bytes = Buffer.alloc(32);
  for (const [i, part] of sum.entries()) bytes.writeUInt32LE(part, i * 4);
  return bytes.toString('base64url');
}

/** The path stands last, as it is the only part that may hold any character. */
function addDigest(sum: TreeSum, { path, id, mode, here }: SummedFile, sign: 1 | -1): void {
  const bytes = hash('sha256', `${mode} ${id} ${here ? 'here' : 'missing'} ${path}`, 'buffer');
  for (let i = 0; i < 8; i++) sum[i] = (sum[i] ?? 0) + sign * bytes.readUInt32LE(i * 4);
}
