import { planFixes } from './check/fixes.ts';
import { notCheckedIn } from './check/not-checked.ts';
import { loadText } from './check/read-contract.ts';
import { chooseServices } from './check/restrict.ts';
import { ScanMemory } from './check/scan-memory.ts';
import { inlineIn, knownAtBase } from './check/suppressions.ts';
import { openCommit, openTarget, placeOf, type Target, type TargetOptions } from './check/target.ts';
import { nearest } from './contract/nearest.ts';
import { createError } from './errors.ts';
import { linkTree } from './link/link.ts';
import { type Finding, PRESET_IDS, PRESET_NAMES } from './model/finding.ts';
import type { FileFix, FixPlan } from './model/fix.ts';
import type { CheckReport, CheckSummary, DiffReport, NotChecked } from './model/report.ts';
import type { Resolution } from './model/resolution.ts';
import type { Range, Span } from './model/span.ts';
import type { TreeFacts } from './model/tree-facts.ts';
import { proposeContract } from './propose/propose.ts';
import { resolve } from './resolve/resolve.ts';
import { explainName, type NameExplanation } from './rules/explain.ts';
import { orderOf } from './rules/order.ts';
import { DEFAULT_PRESET, findPreset, type Preset } from './rules/presets.ts';
import { rules } from './rules/registry.generated.ts';
import type { RuleInput, RuleMeta } from './rules/rule.ts';
import { type RunOptions, runRules } from './rules/run.ts';
import { openMemoryTree } from './workspace/memory-tree.ts';
import { shareTexts } from './workspace/shared-texts.ts';

export { NeedsStore } from './cache/needs-store.ts';
export { applyBaseline, type Baseline, formatBaseline, goneOf, parseBaseline } from './check/baseline.ts';
export { findOnDisk } from './check/read-contract.ts';
export { restrictFacts } from './check/restrict.ts';
export { defineContract } from './contract/define.ts';
export type {
  CheckReport,
  CheckSummary,
  DiffReport,
  FileFix,
  Finding,
  FixPlan,
  NameExplanation,
  NotChecked,
  Resolution,
  RuleMeta,
  TreeFacts,
};
export { openTarget, placeOf, ScanMemory, type Target, type TargetOptions };

export interface ScanOptions {
  readonly signal?: AbortSignal;
  /** Told what is looked at. */
  readonly onProgress?: (step: string) => void;
  /** What sessions before have found, and what this one leaves; nothing when left out. */
  readonly memory?: ScanMemory;
}

export interface CheckOptions extends ScanOptions {
  /** Services to report on, by id or deployed name; all when empty. */
  readonly only?: readonly string[];
  /** Ids of the rules to run; all of the preset by default. */
  readonly rules?: readonly string[];
  /** A preset, with or without its version (`strict`, `strict@1`); by default the contract's, else the recommended one. */
  readonly preset?: string;
  /** The day (`2026-08-24`) by which dated entries of the contract count; today's by default. */
  readonly today?: string;
}

/**
 * Everything that is found in a tree: services, deployments, reads, and what was not understood.
 * @throws RollcallError INTERRUPTED, GIT_FAILED, MISSING_OBJECT
 */
export function scan(target: Target, options: ScanOptions = {}): Promise<TreeFacts> {
  const { memory = new ScanMemory(), ...how } = options;
  const { tree, root, contract } = target;
  return memory.scanWith((link) => linkTree(tree, { root, contract: contract?.contract ?? null, ...how }, link));
}

/**
 * Checks what each service needs against what its deployments give.
 * @throws RollcallError as {@link scan}; USAGE for a service that is not there
 */
export async function check(target: Target, options: CheckOptions = {}): Promise<CheckReport> {
  const head = await resolveTarget(target, options);
  const findings = findIn({ head }, await judgeOf(target, head, options), options);
  return report(head, findings, [...target.notChecked, ...notCheckedIn(head)], options);
}

/**
 * What the edits of a report's findings come to; nothing is written. Edits are planned only where the file can be edited surely, and only if the
 * tree with them is found to hold nothing new.
 * @param report what {@link check} tells of the target under the same options; findings that are suppressed there are left alone
 * @throws RollcallError as {@link check}
 */
export function fix(target: Target, report: CheckReport, options: CheckOptions = {}): Promise<FixPlan> {
  const recheck = (tree: Target['tree']): Promise<CheckReport> =>
    check({ ...target, tree }, { ...options, memory: new ScanMemory() });
  return planFixes(target.tree, report, recheck);
}

/**
 * What a branch breaks: findings that its base does not have. The base is the newest common ancestor of the target's commit (of HEAD,
 * for a work tree) and `against`; its suppressions and its preset count, so that a change cannot excuse itself.
 * @throws RollcallError NOT_A_REPOSITORY, NO_SUCH_REF, SHALLOW_CLONE, USAGE where there is no common ancestor; as {@link check}
 */
export async function diff(target: Target, against: string, options: CheckOptions = {}): Promise<DiffReport> {
  const { repository } = target;
  if (!repository) throw createError('NOT_A_REPOSITORY', { folder: target.root, need: 'a comparison' });
  const tip = target.tree.commit ?? 'HEAD';
  const commit = await repository.mergeBase(against, tip);
  if (commit === null) {
    const what = `${against} and ${tip} have no common ancestor, so nothing can be compared.`;
    throw createError('USAGE', { what, fix: 'Name the branch that this one was made from.' });
  }
  const before = await openCommit(repository, commit, {
    named: target.root,
    within: target.prefix,
    signal: options.signal,
  });
  const { memory = new ScanMemory() } = options;
  const head = await resolveTarget(target, { ...options, memory });
  const { tree, prefix } = before;
  const shared = prefix === target.prefix ? await shareTexts(tree, target.tree, options.signal) : tree;
  const base = await resolveTarget({ ...before, tree: shared }, { ...options, memory });
  const earlierJudge = await judgeOf({ ...before, tree: shared }, base, options);
  const judge = await judgeOf(target, head, options);
  const comparing = {
    stated: judge.stated,
    preset: base.contract ? earlierJudge.preset : judge.preset,
    honoured: {
      contract: earlierJudge.stated.contract,
      inline: knownAtBase(judge.stated.inline, earlierJudge.stated.inline),
    },
  };
  const atBase = { ...earlierJudge, preset: comparing.preset };
  const known = new Set(findIn({ head: base }, atBase, options).map(({ fingerprint }) => fingerprint));
  const unreadContract = target.notChecked.some(({ reason }) => reason === 'unread-contract');
  const findings = findIn({ head, base, unreadContract }, comparing, options).filter(
    ({ fingerprint }) => !known.has(fingerprint),
  );
  const earlier = [...before.notChecked, ...notCheckedIn(base)];
  const notChecked = sinceBase([...target.notChecked, ...notCheckedIn(head)], earlier);
  return { ...report(head, findings, notChecked, options), against: { ref: against, commit } };
}

/** What cannot be told on either side is no news of the branch; a file that was not read may hide some. */
function sinceBase(now: readonly NotChecked[], earlier: readonly NotChecked[]): NotChecked[] {
  const key = ({ reason, service, environment, names }: NotChecked): string =>
    JSON.stringify([reason, service, environment, names]);
  const before = new Set(earlier.map(key));
  const open = ['undecided', 'no-deployment', 'no-code', 'nothing-deployed'];
  const told = now.map((entry) =>
    open.includes(entry.reason) && before.has(key(entry)) ? { ...entry, matters: false } : entry,
  );
  const lost = earlier.filter((entry) => entry.matters && !open.includes(entry.reason));
  return [...told, ...lost.map((entry) => ({ ...entry, text: `At the base: ${entry.text}` }))];
}

export type Explanation =
  | { readonly kind: 'name'; readonly explanation: NameExplanation; readonly span: (range: Range) => Span }
  | { readonly kind: 'rule'; readonly rule: RuleMeta; readonly severity: Finding['severity'] | null };

/**
 * Why a name counts as needed and given, or what a rule means.
 * @throws RollcallError USAGE when it is neither; as {@link scan}
 */
export async function explain(target: Target, nameOrRule: string, options: CheckOptions = {}): Promise<Explanation> {
  const rule = explainRule(nameOrRule, options.preset);
  if (rule) return rule;
  const resolution = await resolveTarget(target, options);
  const { explanation, span } = explainNameIn(resolution, nameOrRule);
  const chosen = chooseServices(resolution.facts.services, options.only ?? []);
  const services = explanation.services.filter(({ service }) => chosen === null || chosen.has(service));
  if (services.length === 0 && explanation.description === null) throw unknownWord(nameOrRule, resolution);
  return { kind: 'name', explanation: { ...explanation, services }, span };
}

/** Why a name counts as needed and given in what was resolved already. Its places are found in the target's texts, which must be open still. */
export function explainNameIn(resolution: Resolution, name: string): Extract<Explanation, { kind: 'name' }> {
  return { kind: 'name', explanation: explainName(resolution, name), span: spanIn(resolution) };
}

function spanIn({ contract, facts }: Resolution): (range: Range) => Span {
  return (range) => (contract && range.path === contract.path ? contract.span(range) : facts.span(range));
}

/** What there is to know of every rule. */
export function allRules(): readonly RuleMeta[] {
  return rules.map(({ meta }) => meta);
}

/** What a rule means, and how much it weighs in a preset; null when there is no such rule. */
export function explainRule(id: string, named: string = DEFAULT_PRESET): Explanation | null {
  const rule = rules.find(({ meta }) => meta.id === id);
  return rule ? { kind: 'rule', rule: rule.meta, severity: choosePreset(named).severities[id] ?? null } : null;
}

/** Every name that is read or given, or that the contract has, sorted. */
export function namesIn({ facts, contract }: Resolution): string[] {
  const names = new Set([
    ...facts.reads.map(({ name }) => name),
    ...facts.deployments.flatMap(({ bindings }) => bindings.map(({ name }) => name)),
    ...(contract?.names.keys() ?? []),
  ]);
  return [...names].sort();
}

function unknownWord(word: string, resolution: Resolution): Error {
  const known = new Set([...namesIn(resolution), ...rules.map(({ meta }) => meta.id)]);
  const meant = nearest(word, known);
  const fix =
    meant === null
      ? 'List the names with `rollcall scan`; the rules are in docs/reference/rules.md.'
      : `Did you mean ${meant}?`;
  return createError('USAGE', { what: `${word} is neither read nor given here, and no rule is called so.`, fix });
}

/** A contract proposed from what a tree holds. */
export async function propose(
  target: Target,
  options: ScanOptions = {},
): Promise<{ path: string; text: string; facts: TreeFacts }> {
  const facts = await scan(target, options);
  return { ...proposeContract(facts), facts };
}

export interface FilesOptions extends CheckOptions {
  /** The text of `rollcall.yaml`. */
  readonly contract?: string;
  /** The files of the base revision. */
  readonly against?: Files;
  /** The contract of the base revision; by default the same one. */
  readonly contractBefore?: string;
}

/** Path → text. */
export type Files = Readonly<Record<string, string>> | ReadonlyMap<string, string>;

/**
 * Checks files that are held in memory.
 * @throws RollcallError CONTRACT_INVALID
 */
export async function checkFiles(files: Files, options: FilesOptions = {}): Promise<CheckReport> {
  const open = (texts: Files, written: string | undefined): Target => {
    const contract = written === undefined ? null : loadText('rollcall.yaml', written);
    const tree = openMemoryTree(texts);
    return { tree, repository: null, contract, root: '.', prefix: '', notChecked: [], close: tree.close };
  };
  const { against, contract, contractBefore = contract } = options;
  const target = open(files, contract);
  const head = await resolveTarget(target, options);
  const base = against === undefined ? null : await resolveTarget(open(against, contractBefore), options);
  const findings = findIn(base ? { head, base } : { head }, await judgeOf(target, head, options), options);
  return report(head, findings, notCheckedIn(head), options);
}

/** The findings that matter most: the worst first, and one for each rule, service and name. */
export function worstFindings(findings: readonly Finding[], most: number): Finding[] {
  const weight = { error: 0, warning: 1, note: 2 } as const;
  const seen = new Set<string>();
  return findings
    .filter(({ suppressed, severity }) => suppressed === null && severity !== 'note')
    .sort((a, b) => weight[a.severity] - weight[b.severity] || orderOf(a.rule) - orderOf(b.rule))
    .filter(({ rule, service, name }) => {
      const key = JSON.stringify([rule, service, name]);
      return !seen.has(key) && seen.add(key);
    })
    .slice(0, most);
}

async function resolveTarget(target: Target, options: CheckOptions): Promise<Resolution> {
  const { signal, onProgress, memory } = options;
  const facts = await scan(target, {
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress } : {}),
    ...(memory ? { memory } : {}),
  });
  return resolve(facts, target.contract, todayOf(options));
}

/** The contract's preset, and what is suppressed. */
interface Judge {
  readonly preset: string | undefined;
  /** What the tree asks to be silent about. */
  readonly stated: RunOptions['stated'];
  /** What of it counts; all when left out. */
  readonly honoured?: RunOptions['suppressions'];
}

async function judgeOf({ tree }: Target, { contract }: Resolution, { signal }: CheckOptions): Promise<Judge> {
  const { suppressions, malformed } = await inlineIn(tree, signal);
  const stated = { contract: contract?.suppressions ?? [], inline: suppressions, malformed };
  return { preset: contract?.preset ?? undefined, stated };
}

function findIn(
  input: Omit<RuleInput, 'suppressions' | 'malformed'>,
  { preset, stated, honoured = stated }: Judge,
  options: CheckOptions,
): Finding[] {
  return runRules(input, {
    preset: choosePreset(options.preset ?? preset ?? DEFAULT_PRESET),
    ...(options.rules ? { only: options.rules } : {}),
    suppressions: honoured,
    stated,
    today: todayOf(options),
  });
}

function report(
  resolution: Resolution,
  all: readonly Finding[],
  open: readonly NotChecked[],
  { only = [] }: CheckOptions,
): CheckReport {
  const { facts } = resolution;
  const chosen = chooseServices(facts.services, only);
  const meant = (service: string | null): boolean => chosen === null || service === null || chosen.has(service);
  const findings = all.filter(({ service }) => meant(service));
  const notChecked = open.filter(({ service }) => meant(service));
  return {
    facts,
    resolution,
    findings,
    notChecked,
    coverage: facts.coverage,
    summary: summarise(resolution, findings, meant),
    complete: facts.complete && !notChecked.some(({ matters }) => matters),
  };
}

function summarise(
  resolution: Resolution,
  findings: readonly Finding[],
  meant: (service: string | null) => boolean,
): CheckSummary {
  const live = findings.filter(({ suppressed }) => suppressed === null);
  const count = (severity: Finding['severity']): number =>
    live.filter((finding) => finding.severity === severity).length;
  return {
    services: resolution.facts.services.filter(({ id }) => meant(id)).length,
    deployments: resolution.facts.deployments.filter(({ service }) => meant(service)).length,
    requirements: resolution.requirements.filter(({ service }) => meant(service)).length,
    errors: count('error'),
    warnings: count('warning'),
    notes: count('note'),
    suppressed: findings.length - live.length,
  };
}

function choosePreset(named: string): Preset {
  const preset = findPreset(named);
  if (preset) return preset;
  const known = [...PRESET_NAMES, ...PRESET_IDS];
  throw createError('USAGE', { what: `There is no preset ${named}.`, fix: `Presets: ${known.join(', ')}.` });
}

function todayOf({ today }: CheckOptions): string {
  return today ?? new Date().toISOString().slice(0, 10);
}
