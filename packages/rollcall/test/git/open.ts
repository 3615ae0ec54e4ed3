import { type ErrorCode, isRollcallError } from '../../src/errors.ts';
import { openRepository, type Repository } from '../../src/git/repository.ts';

/** The repository of a folder that has one. */
export async function open(folder: string): Promise<Repository> {
  const repository = await openRepository(folder);
  if (!repository) throw new Error(`There is no repository in ${folder}.`);
  return repository;
}

/** The code of the error that a promise rejects with. */
export async function codeOf(promise: Promise<unknown>): Promise<ErrorCode> {
  const error = await promise.then(
    () => 'nothing',
    (reason: unknown) => reason,
  );
  if (isRollcallError(error)) return error.code;
  throw new Error('It did not reject with a coded error.', { cause: error });
}

export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}
