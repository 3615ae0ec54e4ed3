import { resolve } from 'node:path';
import { createError } from '../../../errors.ts';
import { serve } from '../../../lsp/server.ts';
import type { GivenOptions, Outcome, RunCommand } from '../../command.ts';
import { version } from '../../version.ts';

/** Never comes back: the process is ended when the editor says so or goes away. */
export const run: RunCommand = (_args, options) => {
  if (options.ref !== undefined) {
    const fix = 'Leave --ref out; `rollcall check --ref` reads a commit.';
    throw createError('USAGE', { what: 'An editor shows the files on disk, not those of a commit.', fix });
  }
  serve(process.stdin, process.stdout, {
    version,
    folder: options.directory ? resolve(options.directory) : null,
    ...checkOptions(options),
  });
  return new Promise<Outcome>(() => {});
};

function checkOptions({ preset, only, contract, cache }: GivenOptions) {
  return {
    ...(preset === undefined ? {} : { preset }),
    ...(only === undefined ? {} : { only }),
    ...(contract === undefined ? {} : { contract: resolve(contract) }),
    ...(cache === undefined ? {} : { cache }),
  };
}
