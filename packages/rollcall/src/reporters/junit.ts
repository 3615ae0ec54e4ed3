import Builder from 'fast-xml-builder';
import type { Finding } from '../model/finding.ts';
import type { CheckReport, FailureReport, NotChecked } from '../model/report.ts';
import { escapeText } from './escape.ts';
import { place } from './finding-places.ts';

interface Told {
  readonly '@type': string;
  readonly '@message': string;
  readonly '#text'?: string;
}

interface TestCase {
  readonly '@classname': string;
  readonly '@name': string;
  readonly skipped?: string;
  readonly error?: Told;
  readonly failure?: Told;
  readonly 'system-out'?: string;
}

interface Suite {
  readonly name: string;
  readonly cases: readonly TestCase[];
}

/**
 * A report as JUnit's XML: a suite for each service, a failed case for each error and warning, a skipped one for what is suppressed, and a
 * passed one for a service of which nothing is to be said. What was not checked and matters is an error. Elements and attributes are those
 * of the schema that Jenkins publishes for JUnit: readers take no others for granted.
 */
export function writeJunit(report: CheckReport): string {
  const { facts, findings, notChecked } = report;
  const services = new Set<string | null>([
    ...facts.services.map(({ id }) => id),
    ...findings.map((one) => one.service),
  ]);
  const suites = [...services].map((service) => suiteOf(service, findings));
  const missed = notChecked.filter(({ matters }) => matters).map(missedCase);
  return print(missed.length > 0 ? [...suites, { name: 'not checked', cases: missed }] : suites);
}

/** A run that ended before it could tell anything. */
export function failureJunit({ code, what, fix, details }: FailureReport): string {
  const error = { '@type': code, '@message': escapeText(what), '#text': [...details, fix].map(escapeText).join('\n') };
  return print([{ name: 'rollcall', cases: [{ '@classname': 'rollcall', '@name': 'the run', error }] }]);
}

function suiteOf(service: string | null, findings: readonly Finding[]): Suite {
  const name = escapeText(service ?? 'in general');
  const cases = findings.filter((one) => one.service === service).map((finding) => caseOf(name, finding));
  const isFailed = cases.some(({ failure }) => failure !== undefined);
  const passed = { '@classname': name, '@name': 'is given all that it needs' };
  return { name, cases: isFailed ? cases : [passed, ...cases] };
}

function caseOf(suite: string, finding: Finding): TestCase {
  const { rule, severity, environment, name, what, suppressed, span } = finding;
  const about = [rule, name, environment].flatMap((word) => (word === null ? [] : [escapeText(word)])).join(' ');
  const own = { '@classname': suite, '@name': span ? `${about} at ${place(span)}` : about };
  if (suppressed) return { ...own, skipped: '', 'system-out': `Suppressed: ${escapeText(suppressed.reason)}` };
  if (severity === 'note') return { ...own, 'system-out': escapeText(what) };
  return { ...own, failure: { '@type': severity, '@message': escapeText(what), '#text': detailsOf(finding) } };
}

function detailsOf({ why, fix, related, span }: Finding): string {
  const places = related.map((one) => `${one.role}: ${place(one.span)}`);
  return [
    escapeText(why),
    ...(span ? [`at: ${place(span)}`] : []),
    ...places,
    ...(fix.command === undefined ? [] : [`fix: ${escapeText(fix.command)}`]),
  ].join('\n');
}

function missedCase({ reason, text, service }: NotChecked): TestCase {
  const told = { '@type': reason, '@message': escapeText(text) };
  return { '@classname': escapeText(service ?? 'rollcall'), '@name': `${reason}: ${escapeText(text)}`, error: told };
}

function print(suites: readonly Suite[]): string {
  const builder = new Builder({
    attributeNamePrefix: '@',
    ignoreAttributes: false,
    format: true,
    suppressEmptyNode: true,
    processEntities: true,
  });
  const all = suites.flatMap(({ cases }) => cases);
  const xml = builder.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: {
      '@name': 'rollcall',
      ...countsOf(all),
      testsuite: suites.map(({ name, cases }) => ({
        '@name': name,
        ...countsOf(cases),
        '@skipped': `${cases.filter(({ skipped }) => skipped !== undefined).length}`,
        testcase: cases,
      })),
    },
  });
  return `${keepXml(xml).trimEnd()}\n`;
}

function countsOf(cases: readonly TestCase[]): Record<string, string> {
  return {
    '@tests': `${cases.length}`,
    '@failures': `${cases.filter(({ failure }) => failure !== undefined).length}`,
    '@errors': `${cases.filter(({ error }) => error !== undefined).length}`,
  };
}

/** Without the characters that no XML document may hold. https://www.w3.org/TR/xml/#charsets */
function keepXml(text: string): string {
  return text.replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\ufffd');
}
