import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';

/** Tells a pack from any other file; the number goes up with the form of a pack. */
const MAGIC = Buffer.from('rollcall history 1\n');
const SEAL = 32;

/** More than is ever written: a pack that holds more was made to fill the memory. */
const MOST_STORED = 1 << 26;
const MOST_TEXT = 1 << 28;

/**
 * Writes lines as a file of this name, all or none: nobody ever sees a part of it.
 * @throws Error of the file system
 */
export function writePack(folder: string, name: string, key: Buffer, lines: readonly string[]): void {
  const body = deflateSync(lines.join('\n'), { level: 4 });
  const part = join(folder, `${name}.${randomBytes(6).toString('hex')}.part`);
  try {
    writeFileSync(part, Buffer.concat([MAGIC, sealOf(key, body), body]), { mode: 0o600, flag: 'wx' });
    renameSync(part, join(folder, name));
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

/**
 * The lines of a pack; null for a file that is none, or one of another repository, or damaged.
 * @throws Error of the file system
 */
export function readPack(path: string, key: Buffer): readonly string[] | null {
  const { size } = statSync(path);
  if (size > MOST_STORED) return null;
  const bytes = readFileSync(path);
  const body = bytes.subarray(MAGIC.length + SEAL);
  const seal = bytes.subarray(MAGIC.length, MAGIC.length + SEAL);
  if (seal.length < SEAL || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  if (!timingSafeEqual(seal, sealOf(key, body))) return null;
  try {
    return inflateSync(body, { maxOutputLength: MOST_TEXT }).toString('utf8').split('\n');
  } catch {
    return null;
  }
}

/** Damage that unpacks all the same must not pass; who knows the repository can make a seal, so what it holds is judged too. */
function sealOf(key: Buffer, body: Buffer): Buffer {
  return createHmac('sha256', key).update(body).digest();
}
