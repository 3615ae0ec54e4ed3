import * as v from 'valibot';
import { createError } from '../errors.ts';
import type { Finding } from '../model/finding.ts';
import type { CheckReport } from '../model/report.ts';

const SCHEMA = 'rollcall/baseline@1';

const entry = v.strictObject({
  fingerprint: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
  rule: v.string(),
  service: v.nullable(v.string()),
  environment: v.nullable(v.string()),
  name: v.nullable(v.string()),
  path: v.string(),
});

const file = v.strictObject({ schema: v.literal(SCHEMA), findings: v.array(entry) });

/** Findings that are known and do not count, by what they are called; their fingerprints alone decide. */
export type Baseline = readonly v.InferOutput<typeof entry>[];

/**
 * Reads a baseline's file.
 * @param name what the caller calls the file
 * @throws RollcallError BASELINE_INVALID
 */
export function parseBaseline(name: string, text: string): Baseline {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw createError('BASELINE_INVALID', { file: name, why: 'it is no JSON' });
  }
  const read = v.safeParse(file, json);
  if (!read.success) {
    const at = v.getDotPath(read.issues[0]);
    throw createError('BASELINE_INVALID', {
      file: name,
      why: `it is not of the form ${SCHEMA}${at === null ? '' : `, at ${at}`}`,
    });
  }
  return read.output.findings;
}

/**
 * A baseline of all findings that nothing else suppresses: one a line and in an order of their own, so that changes of it merge and can be read.
 * It holds no value, no line number and no commit.
 */
export function formatBaseline(findings: readonly Finding[]): string {
  const lines = findings
    .filter(({ suppressed }) => suppressed === null)
    .map(({ fingerprint, rule, service, environment, name, path }) => ({
      key: JSON.stringify([path, service ?? '', environment ?? '', name ?? '', rule, fingerprint]),
      line: `    ${JSON.stringify({ fingerprint, rule, service, environment, name, path })}`,
    }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ line }) => line);
  const list = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`;
  return `{\n  "schema": ${JSON.stringify(SCHEMA)},\n  "findings": ${list}\n}\n`;
}

/** A report in which the findings of a baseline do not count. What a contract or a comment suppresses stays theirs. */
export function applyBaseline(report: CheckReport, baseline: Baseline): CheckReport {
  const known = new Set(baseline.map(({ fingerprint }) => fingerprint));
  const findings = report.findings.map((finding): Finding => {
    if (finding.suppressed || !known.has(finding.fingerprint)) return finding;
    return { ...finding, suppressed: { kind: 'baseline', reason: 'The baseline holds it.', until: null } };
  });
  const live = findings.filter(({ suppressed }) => suppressed === null);
  const count = (severity: Finding['severity']): number =>
    live.filter((finding) => finding.severity === severity).length;
  const summary = {
    ...report.summary,
    errors: count('error'),
    warnings: count('warning'),
    notes: count('note'),
    suppressed: findings.length - live.length,
  };
  return { ...report, findings, summary };
}

/** How many findings of a baseline are no longer found, in a report on all services. */
export function goneOf(baseline: Baseline, { findings }: CheckReport): number {
  const found = new Set(findings.map(({ fingerprint }) => fingerprint));
  return baseline.filter(({ fingerprint }) => !found.has(fingerprint)).length;
}
