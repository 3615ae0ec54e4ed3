import type { Contract } from '../contract/contract.ts';
import { type Deployment, localRank } from '../model/deployment.ts';
import type { Read } from '../model/read.ts';
import type { Service } from '../model/service.ts';
import { lineStarts, type Range, type Span, toSpan } from '../model/span.ts';
import { known } from '../model/text.ts';
import type { TreeFacts } from '../model/tree-facts.ts';
import type { Gap, Unresolved } from '../model/unresolved.ts';
import type { SourceTree } from '../workspace/source-tree.ts';
import { brokenIn } from './broken.ts';
import { indexCode } from './code-index.ts';
import { collectDeployments, type HostFacts } from './collect.ts';
import { collectTerraform, loadTerraform } from './collect-terraform.ts';
import { coverageOf } from './coverage.ts';
import { Failures } from './failures.ts';
import { type FoundDeployment, joinFound } from './found.ts';
import { TreeGround } from './ground.ts';
import { idleAmong } from './idle-programs.ts';
import { joinDeployments, type LinkedService } from './join-services.ts';
import { maskValues } from './mask.ts';
import { Memory } from './memory.ts';
import { ModuleMemory } from './module-memory.ts';
import type { Lasting, LinkedRoot } from './needs-form.ts';
import { needsOfTree } from './needs-of-tree.ts';
import { relocate } from './places.ts';
import { type LinkedProgram, languageOf, type Positions, programOf } from './program.ts';
import { ImportGraph } from './reach.ts';
import { relevantPart } from './relevant.ts';
import { importedBy, reachOfService, runsIn, startWith } from './service-reach.ts';
import { readsOf, rootsIn } from './service-reads.ts';
import { readsOfScripts } from './shell-reads.ts';
import type { StoredNeeds } from './stored-needs.ts';
import { toldGaps } from './told-gaps.ts';
import { PathsMemory } from './tree-paths.ts';
import { writeNeeds } from './write-needs.ts';

/** What the linking of one tree leaves for the next one of the same history. */
export class LinkMemory {
  hosts = new Memory<HostFacts>();
  needs = new Memory<LinkedRoot>();
  modules = new ModuleMemory();
  readonly paths = new PathsMemory();
  /** What a run before has found; null: nothing, or nothing that fits. */
  stored: StoredNeeds | null;
  private linked: LinkedTree | null = null;

  constructor(stored: StoredNeeds | null = null) {
    this.stored = stored;
  }

  /** What was found in this tree, for another one. */
  next(): LinkMemory {
    const next = new LinkMemory();
    const { hosts, needs, modules, paths } = this;
    return Object.assign(next, { hosts, needs, modules, paths });
  }

  /** Forgets all but paths. */
  forget(): void {
    this.hosts = new Memory();
    this.needs = new Memory();
    this.modules = new ModuleMemory();
    this.stored = null;
  }

  noteLinked(linked: LinkedTree): void {
    this.linked = linked;
  }

  /** Whether anything was run that the next run could have found. */
  get hasNews(): boolean {
    return (this.linked?.run ?? 0) > 0;
  }

  /** What a later run needs to know of the tree that was linked last, without any value. */
  write(key: Buffer): readonly string[] {
    return this.linked ? writeNeeds(this.linked.program, this.linked.ground, this.linked.lasting, key) : [];
  }
}

interface LinkedTree {
  readonly program: LinkedProgram;
  readonly ground: TreeGround;
  readonly lasting: Lasting;
  readonly run: number;
}

export interface LinkOptions {
  /** The root's name for reports. */
  readonly root: string;
  readonly contract: Contract | null;
  readonly signal?: AbortSignal;
  /** Told what is looked at, for progress; at most once for each file. */
  readonly onProgress?: (step: string) => void;
}

/**
 * Joins what the files of one tree say about each other: deployments with the scripts and tables that make them, services with their
 * code, reads with the helpers that they go through.
 * @throws RollcallError what the tree's `load` throws
 */
export async function linkTree(
  whole: SourceTree,
  options: LinkOptions,
  memory: LinkMemory = new LinkMemory(),
): Promise<TreeFacts> {
  const { tree, wanted } = relevantPart(whole);
  await tree.load(wanted, options.signal);
  await Promise.all([...new Set(wanted.map(languageOf))].map((language) => language?.load()));
  await loadTerraform(wanted);
  const loaded = new Set(wanted);
  const names = environmentNames(options.contract);
  const paths = memory.paths.of(tree, loaded);
  const program = programOf(tree, loaded, paths, names, (path) => memory.modules.revive(program, scripts, path));
  const graph = new ImportGraph(program, tree, paths);
  const scripts = new TreeGround(tree, program, graph, '');
  if (memory.stored?.holds(program, scripts) === false) memory.forget();
  const failures = new Failures();
  options.onProgress?.('deployments');
  const hosts = [
    ...collectDeployments(tree, loaded, program, memory.hosts, scripts, memory.stored, failures),
    ...collectTerraform(tree, loaded, memory.hosts, scripts),
  ];
  const found = relocate(joinFound(hosts), program.real);
  const { services, orphans } = joinDeployments(
    indexCode(tree, loaded, found.builds),
    found.deployments,
    options.contract,
  );
  const deployed = deployedWords(found.deployments, options.contract);
  for (const { programs } of services) for (const { entry } of programs) startWith(program, entry);
  for (const entry of importedBy(services)) program.imported.add(entry);
  const within = { tree, loaded, program, graph };
  const reaches = services.map((linked) => reachOfService(within, linked));
  const ground = new TreeGround(tree, program, graph, [...deployed, ...names].join(' '));
  const all = needsOfTree(program, new Set(reaches.flat()), memory.needs, ground, {
    ...options,
    deployed,
    failures,
    stored: memory.stored,
  });
  if (!all) {
    memory.forget();
    return linkTree(whole, options, memory);
  }
  const { byPath: needs, roots, run } = all;
  memory.modules.keep(program, ground);
  // What fails now may succeed in the next version: nothing of such a tree is left for a later run.
  if (failures.gaps.length === 0) {
    const modules = [...needs.keys()].map((path) => [path, rootsIn(program, path, memory.stored)] as const);
    memory.noteLinked({ program, ground, lasting: { roots, idle: idleAmong(hosts), modules }, run });
  }
  const gaps: Gap[] = [...found.gaps, ...failures.gaps];
  const reads: Read[] = [];
  const done: Service[] = [];
  const words = new Map<string, Set<string>>();
  for (const [i, linked] of services.entries()) {
    const { service, served, scripts } = linked;
    const paths = reaches[i] ?? [];
    const runs = runsIn(within, linked, paths);
    const modules = paths.map((path) => needs.get(path) ?? []);
    for (const root of modules.flat()) if (root.by !== null) for (const word of root.words) add(words, root.by, word);
    const own = readsOf(service.id, modules, (path) => languageOf(path)?.id ?? 'python');
    const ofScripts = readsOfScripts(service.id, scripts, (path) => (loaded.has(path) ? tree.text(path) : null));
    // What a web server does with its names is not seen.
    const readsDynamically = served || ofScripts.dynamic || modules.flat().some((root) => root.dynamicReads.length > 0);
    for (const read of own.map((one) => inFile(one, program.real)))
      if (runs(read.range.path, read.range.start)) reads.push(read);
    reads.push(...ofScripts.reads);
    done.push({ ...service, readsDynamically });
    if (paths.length === 0 && !served)
      gaps.push({
        reason: 'unknown-service',
        text: `no code was found for service ${service.id}`,
        range: null,
        names: 'all',
      });
  }
  for (const [path, modules] of needs)
    for (const root of modules)
      if (root.overflow)
        gaps.push({
          reason: 'evaluation-bound',
          text: `${root.root.names.join('.') || path} takes more steps than are followed`,
          range: { path, start: 0, end: 0 },
          names: 'all',
        });
  const deployments = [
    ...services.flatMap(({ deployments: own, imageVariables }) => own.map((one) => ({ one, imageVariables }))),
    ...orphans.map((one) => ({ one, imageVariables: new Map() })),
  ].map(({ one, imageVariables }) => withEnvironment(one, imageVariables, words, options.contract));
  for (const { range } of orphans)
    gaps.push({
      reason: 'dynamic-service',
      text: 'only run time knows which service it deploys',
      range,
      names: 'all',
    });
  return assemble({
    tree,
    options,
    loaded,
    services: done,
    deployments,
    found: found.deployments,
    reads,
    gaps,
    broken: brokenIn(program, [
      ...hosts.map(({ touched }) => touched),
      ...[...needs.values()].flat().map(({ grounds }) => grounds.touched),
    ]),
  });
}

function inFile(read: Read, real: Positions['real']): Read {
  const { range, via, refusal } = read;
  return { ...read, range: real(range), via: via.map(real), refusal: refusal && real(refusal) };
}

function add(words: Map<string, Set<string>>, by: string, word: string): void {
  const some = words.get(by) ?? new Set();
  some.add(word.toLowerCase());
  words.set(by, some);
}

/** Names by which the contract says that code is told its environment: those whose value is `{environment}`. */
function environmentNames(contract: Contract | null): ReadonlySet<string> {
  const out = new Set<string>();
  for (const service of contract?.services.values() ?? [])
    for (const [name, value] of service.variables)
      if ([value.value.all, ...value.value.by.values()].some((one) => one?.includes('{environment}'))) out.add(name);
  return out;
}

/** Words by which deployments and the contract call the environments; those of somebody's machine count where there are no others. */
function deployedWords(found: readonly FoundDeployment[], contract: Contract | null): ReadonlySet<string> {
  const out = new Set<string>();
  for (const environment of contract?.environments.values() ?? [])
    for (const word of environment.match.codeWords) out.add(word.toLowerCase());
  const away = found.filter(({ fact }) => localRank(fact.format) === 0);
  for (const { fact } of away.length > 0 ? away : found)
    for (const binding of fact.bindings) {
      const value = binding.value && /ENV|STAGE/.test(binding.name) ? known(binding.value) : null;
      if (value !== null && value.length <= 40) out.add(value.toLowerCase());
    }
  return out;
}

/** The environment's words that the deployment itself or its image assigns, and the environment that they or the contract name. */
function withEnvironment(
  deployment: Deployment,
  imageVariables: LinkedService['imageVariables'],
  words: ReadonlyMap<string, ReadonlySet<string>>,
  contract: Contract | null,
): Deployment {
  const told: Record<string, string> = Object.create(null);
  const given = new Set(deployment.bindings.map(({ name }) => name));
  const own = deployment.bindings.map(({ name, value }) => [name, value ? known(value) : null] as const);
  for (const [name, value] of [...[...imageVariables].filter(([name]) => !given.has(name)), ...own]) {
    const compared = words.get(name);
    if (value !== null && compared) told[name] = compared.has(value.toLowerCase()) ? value.toLowerCase() : '';
  }
  const environment = deployment.environment ?? environmentOf(told, contract);
  return { ...deployment, environmentWords: told, environment };
}

/** A word is shown only where the code itself compares with it, so that no value leaves the process. */
function environmentOf(told: Readonly<Record<string, string>>, contract: Contract | null): string | null {
  const [first] = Object.entries(told).sort(([a], [b]) => Number(a === 'NODE_ENV') - Number(b === 'NODE_ENV'));
  if (!first || first[1] === '') return null;
  for (const environment of contract?.environments.values() ?? [])
    if (environment.match.codeWords.includes(first[1])) return environment.id;
  return first[1];
}

interface Parts {
  readonly tree: SourceTree;
  readonly options: LinkOptions;
  readonly loaded: ReadonlySet<string>;
  readonly services: readonly Service[];
  readonly deployments: readonly Deployment[];
  readonly found: readonly FoundDeployment[];
  readonly reads: readonly Read[];
  readonly gaps: readonly Gap[];
  readonly broken: ReadonlyMap<string, { readonly start: number; readonly end: number }>;
}

function assemble(parts: Parts): TreeFacts {
  const { tree, options, deployments } = parts;
  const starts = new Map<string, readonly number[]>();
  const textOf = (path: string): string => {
    const file = parts.loaded.has(path) ? tree.text(path) : null;
    return file?.ok ? file.text : '';
  };
  const span = (range: Range): Span => {
    let lines = starts.get(range.path);
    if (!lines) {
      lines = lineStarts(textOf(range.path));
      starts.set(range.path, lines);
    }
    return toSpan(range, lines);
  };
  const own: Unresolved[] = deployments.flatMap((deployment) =>
    deployment.gaps.map((gap) => unresolved(gap, span, { deployment: deployment.id, service: deployment.service })),
  );
  const { coverage, gaps, complete } = coverageOf(parts.tree, parts.loaded, parts.broken);
  const rest = toldGaps([...parts.gaps, ...gaps]).map((gap) =>
    unresolved(gap, span, { deployment: null, service: null }),
  );
  return {
    root: options.root,
    commit: tree.commit,
    services: parts.services,
    deployments,
    reads: parts.reads,
    unresolved: [...own, ...rest],
    coverage,
    complete,
    span,
    maskedText: maskValues(deployments, parts.found, (path) => (parts.loaded.has(path) ? textOf(path) : null)),
  };
}

function unresolved(
  gap: Gap,
  span: (range: Range) => Span,
  of: { deployment: string | null; service: string | null },
): Unresolved {
  return {
    reason: gap.reason,
    text: gap.text,
    affects: { ...of, names: gap.names ?? [] },
    span: gap.range ? span(gap.range) : null,
  };
}
