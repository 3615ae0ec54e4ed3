import { execFileSync } from 'node:child_process';

export interface Blob {
  readonly path: string;
  readonly id: string;
}

/** Words without which a file cannot read its environment. */
export const envWords = /environ|getenv|get_env|process\.env|env/;

const environment = { ...process.env, GIT_NO_LAZY_FETCH: '1' };
const most = 2 ** 31 - 1;

export function isSource(path: string): boolean {
  return /\.(?:py|[cm]?[jt]sx?)$/.test(path);
}

export function listBlobs(repository: string, commit: string): Blob[] {
  const listing = execFileSync('git', ['-C', repository, 'ls-tree', '-r', '-z', '--end-of-options', commit], {
    env: environment,
    maxBuffer: most,
    encoding: 'utf8',
  });
  return listing.split('\0').flatMap((line) => {
    const [, id, path] = /^100\d+ blob ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
    return id === undefined || path === undefined ? [] : [{ id, path }];
  });
}

/** The texts of the blobs, by one `git cat-file --batch`; objects that the repository lacks are left out. */
export function readBlobs(repository: string, blobs: readonly Blob[]): { path: string; text: string }[] {
  const output = execFileSync('git', ['-C', repository, 'cat-file', '--batch', '--buffer'], {
    env: environment,
    input: blobs.map(({ id }) => `${id}\n`).join(''),
    maxBuffer: most,
  });
  const texts: { path: string; text: string }[] = [];
  let at = 0;
  for (const { path } of blobs) {
    const end = output.indexOf(10, at);
    const size = /^[0-9a-f]+ blob (\d+)$/.exec(output.toString('latin1', at, end))?.[1];
    at = end + 1;
    if (size === undefined) continue;
    texts.push({ path, text: output.toString('utf8', at, at + Number(size)) });
    at += Number(size) + 1;
  }
  return texts;
}
