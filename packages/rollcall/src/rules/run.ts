import { nearest } from '../contract/nearest.ts';
import type { Finding, FindingFact } from '../model/finding.ts';
import type { Resolution } from '../model/resolution.ts';
import type { Range, Span } from '../model/span.ts';
import type { MalformedSuppression } from '../model/suppression.ts';
import { fingerprints, type Located } from './fingerprint.ts';
import { groupBy } from './group.ts';
import { orderOf } from './order.ts';
import { type Preset, weaken } from './presets.ts';
import { rules } from './registry.generated.ts';
import type { Rule, RuleInput } from './rule.ts';
import { type Placed, type Suppressions, suppressionOf, suppressionOutcomes } from './suppress.ts';

export interface RunOptions {
  readonly preset: Preset;
  /** Ids of the rules to run; all of the preset when left out. */
  readonly only?: readonly string[];
  /** Those that are honoured: in a comparison what the base has too. */
  readonly suppressions: Suppressions;
  /** Those that the tree states, and comments of it that are not understood: what is told when stale. */
  readonly stated: Suppressions & { readonly malformed: readonly MalformedSuppression[] };
  /** The day (`2026-08-24`) that tells which suppressions have expired. */
  readonly today: string;
}

/** The rules whose findings are about the others' suppressions; nothing suppresses these. */
const LAST: ReadonlySet<string> = new Set(['no-malformed-suppression', 'no-stale-suppression']);

/**
 * Runs the rules on a resolution, and on the one that it is compared with. One fact is one finding: of several rules that explain one name
 * of one deployment, the first by {@link orderOf} speaks. Sorted by service, environment, name and place.
 */
export function runRules(input: Omit<RuleInput, 'suppressions' | 'malformed'>, options: RunOptions): Finding[] {
  const chosen = chooseRules(options);
  const { head } = input;
  const findings: Located[] = [];
  for (const rule of chosen) {
    if (LAST.has(rule.meta.id)) continue;
    const silenced = spokenFor(findings);
    for (const fact of rule.check(input)) {
      if (!silenced(fact)) findings.push(locate(rule.meta.id, fact, head));
    }
  }
  const placed = findings.map((finding) => withPlaces(finding, head));
  const about = {
    ...input,
    suppressions: suppressionOutcomes(options.stated, placed, ableToSpeak(chosen, input), options.today),
    malformed: malformedIn(options.stated),
  };
  for (const rule of chosen.filter(({ meta }) => LAST.has(meta.id)))
    for (const fact of rule.check(about)) findings.push(locate(rule.meta.id, fact, head));
  const sorted = joinSame(findings).sort(compareFindings);
  const prints = fingerprints(sorted);
  return sorted.map((finding, i) => complete(finding, prints[i] ?? '', head, options));
}

function chooseRules({ preset, only }: RunOptions): Rule[] {
  return rules
    .filter((rule) => Object.hasOwn(preset.severities, rule.meta.id) && (!only || only.includes(rule.meta.id)))
    .sort((a, b) => orderOf(a.meta.id) - orderOf(b.meta.id));
}

/** Ids of the rules that could have found something: others say nothing of their suppressions. */
function ableToSpeak(chosen: readonly Rule[], { head, base }: Pick<RuleInput, 'head' | 'base'>): ReadonlySet<string> {
  const able = chosen.filter(({ meta: { requires = '' } }) => {
    const lacksContract = requires.includes('contract') && !head.hasContract;
    const lacksBase = requires.includes('base') && base === undefined;
    return !lacksContract && !lacksBase;
  });
  return new Set(able.map(({ meta }) => meta.id));
}

/** What is not understood, and what names a rule that there is not. */
function malformedIn({ contract, inline, malformed }: RunOptions['stated']): MalformedSuppression[] {
  const stated = [...contract.map(({ rule, declaredAt }) => ({ rule, range: declaredAt })), ...inline];
  const known = rules.map(({ meta }) => meta.id);
  const unknown = stated
    .filter(({ rule }) => !known.includes(rule))
    .map(({ rule, range }) => {
      const meant = nearest(rule, known);
      return { range, problem: `names no rule that there is${meant === null ? '' : `; did you mean ${meant}?`}` };
    });
  return [...malformed, ...unknown];
}

function withPlaces(finding: Located, head: Resolution): Placed {
  const { range, related } = finding.fact;
  const sides = related.flatMap((one) => (one.role === 'sibling' ? [] : [one.range]));
  return { ...finding, places: [...(range ? [range] : []), ...sides].map((place) => spanOf(place, head)) };
}

/**
 * Tells which facts earlier rules have explained: of the same deployment, or of the service where a fact is about all of it. What was said
 * about all of a service explains what stands at the places that it showed, and nothing else: it must not hide a lack.
 */
function spokenFor(findings: readonly Located[]): (fact: FindingFact) => boolean {
  const deployments = new Set<string>();
  const services = new Set<string>();
  const shown = new Set<string>();
  for (const { fact } of findings) {
    if (fact.deployment === undefined) for (const place of placesOf(fact)) shown.add(place);
    deployments.add(JSON.stringify([fact.service, fact.name, fact.deployment ?? null]));
    services.add(JSON.stringify([fact.service, fact.name]));
  }
  return (fact) => {
    if (fact.name === null) return false;
    if (fact.deployment === undefined) return services.has(JSON.stringify([fact.service, fact.name]));
    const [place] = placesOf(fact);
    if (place !== undefined && shown.has(place)) return true;
    return deployments.has(JSON.stringify([fact.service, fact.name, fact.deployment]));
  };
}

/** The places of a fact, its own first, each with the name that it is about. */
function placesOf({ service, name, range, related }: FindingFact): string[] {
  const ranges = [...(range ? [range] : []), ...related.map((one) => one.range)];
  return ranges.map(({ path, start, end }) => JSON.stringify([service, name, path, start, end]));
}

/** What holds for several word lists that one command may come out with is said once, with what would mend each of them. */
function joinSame(findings: readonly Located[]): Located[] {
  const said = groupBy(findings, ({ rule, fact: { service, environment, name, what, range } }) =>
    JSON.stringify([rule, service, environment, name, what, range?.path, range?.start, range?.end]),
  );
  return [...said.values()].flatMap(([first, ...others]) => {
    if (!first || others.length === 0) return first ? [first] : [];
    const facts = [first, ...others].map(({ fact }) => fact);
    const edits = distinctBy(
      facts.flatMap(({ fix }) => fix.edits),
      ({ path, start, end, text }) => JSON.stringify([path, start, end, text]),
    );
    const related = distinctBy(
      facts.flatMap((fact) => fact.related),
      ({ role, range }) => JSON.stringify([role, range.path, range.start, range.end]),
    );
    const weaker = facts.every((fact) => fact.weaker === true);
    const noteOnly = facts.every((fact) => fact.noteOnly === true);
    return [{ ...first, fact: { ...first.fact, fix: { ...first.fact.fix, edits }, related, weaker, noteOnly } }];
  });
}

function distinctBy<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  return [...groupBy(items, keyOf).values()].flatMap(([first]) => (first === undefined ? [] : [first]));
}

function locate(rule: string, fact: FindingFact, head: Resolution): Located {
  const deployment = head.facts.deployments.find(({ id }) => id === fact.deployment);
  return { rule, fact, path: deployment?.range.path ?? fact.range?.path ?? '' };
}

function compareFindings(a: Located, b: Located): number {
  const key = ({ rule, fact, path }: Located): (string | number)[] => [
    fact.service ?? '',
    fact.environment ?? '',
    fact.name ?? '',
    path,
    fact.range?.start ?? -1,
    orderOf(rule),
    rule,
  ];
  const right = key(b);
  for (const [i, left] of key(a).entries()) {
    const other = right[i] ?? '';
    if (left !== other) return left < other ? -1 : 1;
  }
  return 0;
}

function complete(finding: Located, fingerprint: string, head: Resolution, options: RunOptions): Finding {
  const { rule, fact, path } = finding;
  const { range, related, weaker, noteOnly, deployment: _, ...told } = fact;
  const full = options.preset.severities[rule] ?? 'warning';
  const suppressed = LAST.has(rule)
    ? null
    : suppressionOf(withPlaces(finding, head), options.suppressions, options.today);
  return {
    ...told,
    rule,
    severity: noteOnly ? 'note' : weaker ? weaken(full) : full,
    span: range && spanOf(range, head),
    related: related.map(({ role, range: place }) => ({ role, span: spanOf(place, head) })),
    suppressed,
    path,
    fingerprint,
    docsUrl: docsUrl(rule),
  };
}

function spanOf(range: Range, { contract, facts }: Resolution): Span {
  return contract && range.path === contract.path ? contract.span(range) : facts.span(range);
}

/** Where a rule is described, relative to the project's root. */
function docsUrl(rule: string): string {
  return `docs/reference/rules.md#${rule}`;
}
