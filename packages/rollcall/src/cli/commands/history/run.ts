import { selectHistory } from '../../../history/select.ts';
import { readSince } from '../../../history/since.ts';
import { historyJson } from '../../../reporters/json.ts';
import { historyText } from '../../../reporters/terminal-history.ts';
import type { GivenOptions, Outcome, RunCommand } from '../../command.ts';
import { withHistory } from '../../history-session.ts';
import { isJson, paintOf } from '../../session.ts';
import { version } from '../../version.ts';

export const run: RunCommand = (_args, options) =>
  withHistory(options, async ({ repository, contract, read }) => {
    const { since } = options;
    const selection = {
      services: [...(options.service ?? []), ...(options.only ?? [])],
      names: options.name ?? [],
      kinds: options.kind ?? [],
      since: since === undefined ? null : await readSince(repository, since),
    };
    const history = await read(options.all === true);
    const report = selectHistory(history, selection, {
      services: contract?.services.keys() ?? [],
      names: contract?.names.keys() ?? [],
    });
    const stdout = isJson(options) ? historyJson(report.history, version) : historyText(report, paintOf(options));
    return { stdout, exitCode: exitCodeOf(report.history, options) };
  });

/** An open regression that is asked for stands whatever else was not read. */
function exitCodeOf(
  { regressions, complete }: { readonly regressions: readonly { open: boolean }[]; readonly complete: boolean },
  { failOn, allowIncomplete }: GivenOptions,
): Outcome['exitCode'] {
  if (failOn === 'open' && regressions.some(({ open }) => open)) return 1;
  return complete || allowIncomplete ? 0 : 3;
}
