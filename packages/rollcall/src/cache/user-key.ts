import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LENGTH = 32;

/**
 * A key of this user's, made when it is first asked for: without it nothing in the cache tells what it was made from, and nothing that somebody
 * else has put there is believed.
 * @throws Error of the file system
 */
export function readUserKey(folder: string): Buffer {
  const path = join(folder, 'key');
  try {
    writeFileSync(path, randomBytes(LENGTH), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const key = readFileSync(path);
  if (key.length !== LENGTH) throw Object.assign(new Error('the key is damaged'), { code: 'EINVAL' });
  return key;
}
