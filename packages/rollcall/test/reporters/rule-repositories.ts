import { check, diff, openTarget } from '../../src/check.ts';
import type { CheckReport, DiffReport } from '../../src/model/report.ts';
import type { Example } from '../../src/rules/rule.ts';
import { makeRepository, writeFolder } from '../support/git-repository.ts';

/** What is found in an example, as a folder, or as a branch beside the commit that it began at. */
export async function reportOf(example: Example): Promise<CheckReport | DiffReport> {
  const { files, against, contract, contractBefore = contract } = example;
  if (against === undefined) {
    const target = await openTarget({ folder: writeFolder(withContract(files, contract)) });
    return closing(target, check(target, { today: '2026-08-24' }));
  }
  const before = withContract(against, contractBefore);
  const after = withContract(files, contract);
  const gone = Object.keys(before).filter((path) => !(path in after));
  const { folder } = makeRepository([
    { files: before, message: 'Base' },
    { files: { ...after, ...Object.fromEntries(gone.map((path) => [path, null])) }, message: 'Change' },
  ]);
  const target = await openTarget({ folder });
  return closing(target, diff(target, 'HEAD~1', { today: '2026-08-24' }));
}

async function closing<T>(target: { close(): Promise<void> }, report: Promise<T>): Promise<T> {
  try {
    return await report;
  } finally {
    await target.close();
  }
}

function withContract(files: Example['files'], contract: string | undefined): Record<string, string> {
  return contract === undefined ? { ...files } : { ...files, 'rollcall.yaml': contract };
}

/** Rules that speak in a report. */
export function speaking({ findings }: CheckReport): string[] {
  return [...new Set(findings.flatMap(({ rule, suppressed }) => (suppressed ? [] : [rule])))].sort();
}
