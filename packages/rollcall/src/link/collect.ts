import { isSkaffold, readSkaffold } from '../carriers/skaffold/index.ts';
import type { Part } from '../evaluate/touched.ts';
import { extractAppEngine, isAppEngineFile } from '../formats/app-engine/index.ts';
import { extractCloudRunYaml, mentionsCloudRun } from '../formats/cloud-run-yaml/index.ts';
import { extractPulumi } from '../formats/pulumi/index.ts';
import { isWord } from '../model/command.ts';
import { asShown } from '../model/shown-text.ts';
import { asWritten } from '../model/text.ts';
import type { Gap } from '../model/unresolved.ts';
import type { SourceTree } from '../workspace/source-tree.ts';
import { collectOther, isOtherHost } from './collect-ci.ts';
import { collectCompose } from './collect-compose.ts';
import {
  collectCloudBuild,
  collectLine,
  collectPipeline,
  collectPowerShell,
  collectScript,
  collectWorkflow,
  followBuilds,
  type Hosts,
  isCalled,
  isCloudBuild,
  isPipeline,
  isPowerShell,
  isShellScript,
  isWorkflow,
  readHost,
} from './collect-hosts.ts';
import { collectKubernetes } from './collect-kubernetes.ts';
import { collectTasks, taskKey } from './collect-tasks.ts';
import type { Failures } from './failures.ts';
import { deploymentsOf, type Found, joinFound, type ReadText } from './found.ts';
import type { TreeGround } from './ground.ts';
import { copyKey } from './join-ways.ts';
import type { Memory } from './memory.ts';
import type { IdleProgram } from './needs-form.ts';
import { extensionOf } from './paths.ts';
import { perText } from './per-text.ts';
import { isConfiguration, type LinkedProgram, languageOf } from './program.ts';
import { commandsOf, type ScriptCommands } from './script-commands.ts';
import type { StoredNeeds } from './stored-needs.ts';
import { isTaskFile } from './tasks.ts';
import { deployingWords } from './unread.ts';
import { isCalledDeployment, mayHandOver, mentionsDeployment } from './words.ts';

type HostKind =
  | 'program'
  | 'workflow'
  | 'pipeline'
  | 'manifests'
  | 'other'
  | 'called'
  | 'tasks'
  | 'script'
  | 'powershell'
  | 'cloud-build'
  | 'skaffold'
  | 'app';

/** Commands that deploy something that is read. */
const DEPLOYS = /gcloud|\bhelm3?\s|\b(?:kubectl|oc)\b[^\n]*\bcreate\b|\b(?:docker|podman|nerdctl)\b[^\n]*\srun\b/;

/** What kind of host a file is; null: it deploys nothing. */
const hostKindIn = perText((path, text) => ({ kind: hostKind(path, text) }));

function hostKind(path: string, text: string): HostKind | null {
  if (languageOf(path) && !isConfiguration(path))
    return isScript(path) && (mentionsDeployment(text) || mayHandOver(path, text)) ? 'program' : null;
  if (isTaskFile(path))
    return DEPLOYS.test(text) || /\.(sh|ps1|py)\b/.test(text) || startsTasks(path, text) ? 'tasks' : null;
  if (isOtherHost(path))
    return DEPLOYS.test(text) || /cloud-?run|\.(sh|ps1)\b|make|npm|yarn/.test(text) ? 'other' : null;
  if (isWorkflow(path)) return isCalled(path, text) ? 'called' : 'workflow';
  if (isPipeline(path)) return 'pipeline';
  if (isCloudBuild(path, text)) return 'cloud-build';
  if (isAppEngineFile(path, text)) return 'app';
  if (isSkaffold(path, text)) return 'skaffold';
  if (isPowerShell(path)) return DEPLOYS.test(text) || /\.(ps1|sh)\b/.test(text) ? 'powershell' : null;
  if (isShellScript(path, text))
    return DEPLOYS.test(text) || /\.(sh|ps1)\b|\b(make|just|task|npm|pnpm|yarn) +[\w-]/.test(text) ? 'script' : null;
  return /^(ya?ml|json|tmpl|tpl)$/.test(extensionOf(path)) && mentionsCloudRun(text) ? 'manifests' : null;
}

/** Whether the tasks of a file may start those of another file. A package's scripts do so by another tool, or in another folder. */
function startsTasks(path: string, text: string): boolean {
  if (path.endsWith('.json')) return /\b(make|just|task) +[\w-]|--(prefix|cwd|dir)\b| -C |\bcd +/.test(text);
  return /\$[({]MAKE[)}]|\b(make|just|task|npm|pnpm|yarn|bun) +[\w-]/.test(text);
}

/** Programs whose calls of other programs are followed; those of other languages are told where they deploy. */
function isScript(path: string): boolean {
  return ['python', 'javascript', 'go'].includes(languageOf(path)?.id ?? '');
}

/** What one host deploys. */
export interface HostFacts extends Found {
  /** Files that it runs with arguments and variables of its own. */
  readonly reached: readonly string[];
  readonly touched: ReadonlySet<Part>;
  /** Set for a program that deploys nothing. */
  readonly idle?: IdleProgram;
}

/** Scripts and configurations that were reached with arguments of their own have been read with them; they come last. */
const ORDER: readonly (readonly HostKind[])[] = [
  ['program', 'workflow', 'pipeline', 'manifests', 'skaffold', 'other'],
  ['called'],
  ['tasks'],
  ['script', 'powershell'],
  ['cloud-build'],
  ['app'],
];

/** Everything that the files of a tree deploy: host by host, in the order of their paths. */
export function collectDeployments(
  tree: SourceTree,
  loaded: ReadonlySet<string>,
  program: LinkedProgram,
  memory: Memory<HostFacts>,
  ground: TreeGround,
  stored: StoredNeeds | null,
  failures: Failures,
): readonly HostFacts[] {
  const collected: Collected[] = [];
  const reached = new Set<string>();
  const hosts = [...loaded].sort().flatMap((path) => {
    const kind = hostKindIn(path, tree.text(path))?.kind;
    return kind ? [{ path, kind }] : [];
  });
  const readText: ReadText = (path) => {
    const file = loaded.has(path) ? tree.text(path) : null;
    return file?.ok ? file.text : null;
  };
  for (const kinds of ORDER)
    for (const { path, kind } of kinds.includes('tasks') ? hosts.toSorted(byDepth) : hosts) {
      if (!kinds.includes(kind) || reached.has(path)) continue;
      const skip = kind === 'tasks' ? reachedTasks(reached, path) : [];
      const key = [kind, path, ...skip].join(' ');
      const idle = kind === 'program' ? (stored?.recallIdle(path, program, ground) ?? null) : null;
      let facts = memory.recall(key, ground) ?? (idle && asHost(idle));
      if (!facts) {
        const asked = new Map<string, string>();
        const ask: ReadText = Object.assign(
          (other: string) => {
            asked.set(`text ${other}`, ground.answer(`text ${other}`));
            return readText(other);
          },
          {
            list: (before: string, after: string) => {
              const question = `paths ${before}\n${after}`;
              const paths = ground.answer(question);
              asked.set(question, paths);
              return paths === '' ? [] : paths.split('\n');
            },
          },
        );
        const looked = failures.contain(path, path, () => collectHost(program, ask, kind, path, new Set(skip)));
        if (!looked) continue;
        facts = withIdle(looked, kind, path, asked);
        memory.keep(key, ground.groundsOf(facts.touched, asked), facts);
      }
      for (const other of facts.reached) reached.add(other);
      collected.push({ path, kind, facts });
    }
  const all: HostFacts[] = [];
  for (const { kind, facts } of withoutCalled(collected))
    all.push(/^(tasks|script|powershell)$/.test(kind) ? withoutCopies(facts, all) : facts);
  const releases = all.flatMap((facts) => facts.releases ?? []);
  const stores = all.flatMap((facts) => facts.stores ?? []);
  all.push(
    ...collectKubernetes(tree, loaded, memory, ground, { releases, stores }),
    ...collectCompose(tree, loaded, memory, ground),
  );
  return all;
}

interface Collected {
  readonly path: string;
  readonly kind: HostKind;
  readonly facts: HostFacts;
}

/** Files of outer folders first: those run the tasks of inner ones. */
function byDepth(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path.split('/').length - b.path.split('/').length;
}

/** Without the scripts that a later one turned out to run: they have been read there, with what they are given. */
function withoutCalled(collected: readonly Collected[]): readonly Collected[] {
  const called = new Set(collected.flatMap(({ path, facts }) => facts.reached.filter((other) => other !== path)));
  return collected.filter(({ path, kind }) => (kind !== 'script' && kind !== 'powershell') || !called.has(path));
}

const NOTHING: Found = { deployments: [], gaps: [], builds: [] };

function asHost(idle: IdleProgram): HostFacts {
  return { ...NOTHING, reached: [], touched: idle.touched, idle };
}

function withIdle(facts: HostFacts, kind: HostKind, path: string, texts: ReadonlyMap<string, string>): HostFacts {
  const { deployments, gaps, builds, releases = [], stores = [], reached, touched } = facts;
  const found = [deployments, gaps, builds, releases, stores, reached];
  if (kind !== 'program' || found.some(({ length }) => length > 0)) return facts;
  if ([...texts.keys()].some((question) => !question.startsWith('text '))) return facts;
  const asked = [...texts].map(([question, answer]) => [question.slice('text '.length), answer] as const);
  return { ...facts, idle: { path, touched, texts: new Map(asked) } };
}

/** What others start as it is started alone deploys nothing more. */
function withoutCopies(facts: HostFacts, others: readonly HostFacts[]): HostFacts {
  if (facts.deployments.length === 0) return facts;
  const known = new Set(others.flatMap(({ deployments }) => deployments.map((one) => copyKey(one))));
  return { ...facts, deployments: facts.deployments.filter((one) => !known.has(copyKey(one))) };
}

/** Tasks of a file that were started with what they need. */
function reachedTasks(reached: ReadonlySet<string>, path: string): readonly string[] {
  const start = taskKey(path, '');
  return [...reached].flatMap((one) => (one.startsWith(start) ? [one.slice(start.length)] : [])).sort();
}

function collectHost(
  program: LinkedProgram,
  readText: ReadText,
  kind: HostKind,
  path: string,
  skip: ReadonlySet<string>,
): HostFacts {
  const hosts: Hosts = { readText, reached: new Set() };
  const text = readText(path) ?? '';
  let touched: ReadonlySet<Part> = new Set();
  const collect = (): Found => {
    switch (kind) {
      case 'program': {
        const commands = commandsOf(program, path);
        touched = commands.touched;
        return orNothing(collectProgram(commands, hosts, path), path, text);
      }
      case 'workflow':
      case 'called':
        return collectWorkflow(hosts, path, text);
      case 'pipeline':
        return collectPipeline(hosts, path, text);
      case 'manifests':
        return collectManifests(path, text);
      case 'other':
        return collectOther(hosts, path, text);
      case 'tasks':
        return collectTasks(hosts, path, text, skip);
      case 'script':
        return orNothing(collectScript(hosts, path, text), path, text);
      case 'powershell':
        return orNothing(collectPowerShell(hosts, path, text), path, text);
      case 'cloud-build':
        return collectCloudBuild(hosts, path, text, new Map(), path);
      case 'skaffold':
        return readHost(hosts, readSkaffold({ path, text }), path, text, true);
      case 'app':
        return collectApp(hosts, path, text);
    }
  };
  const found = collect();
  const apps = found.deployments.flatMap(({ fact }) => (fact.format === 'app-engine' ? [fact.range.path] : []));
  return { ...found, reached: [...hosts.reached, ...apps], touched };
}

function collectApp({ readText }: Hosts, path: string, text: string): Found {
  const app = extractAppEngine({ path, text }, (other) => {
    const included = readText(other);
    return included === null ? null : { path: other, text: included };
  });
  const deployments = app.deployments.map((fact) => ({ fact, command: null, entry: path }));
  return { deployments, gaps: app.gaps, builds: [] };
}

/** What is called a deployment and deploys nothing that is seen is told, unless something else of it is told already. */
function orNothing(found: Found, path: string, text: string): Found {
  const words = isCalledDeployment(path) ? deployingWords(text) : null;
  const isTold = found.deployments.length + found.gaps.length + (found.applied ?? []).length > 0;
  if (!words || isTold) return found;
  return { ...found, gaps: [{ reason: 'deploys-nothing', text: path, range: { path, ...words }, names: 'all' }] };
}

function collectManifests(path: string, text: string): Found {
  const manifests = extractCloudRunYaml({ path, text });
  return {
    deployments: manifests.deployments.map((fact) => ({ fact, command: null, entry: path })),
    gaps: manifests.gaps,
    builds: [],
  };
}

function collectProgram({ commands, lines, resources, gaps }: ScriptCommands, hosts: Hosts, path: string): Found {
  const made = resources.map(extractPulumi);
  const deployments = made.flatMap((one) => one.deployments.map((fact) => ({ fact, command: null, entry: path })));
  const own = followBuilds(hosts, deploymentsOf(commands, path, hosts.readText));
  const found = joinFound([
    { deployments, gaps: [...gaps, ...made.flatMap((one) => one.gaps)], builds: [] },
    own,
    ...lines.map((line) => collectLine(hosts, line, path)),
  ]);
  const isWhole = found.deployments.length > 0 || !mayHandOver(path, hosts.readText(path) ?? '');
  return isWhole ? found : joinFound([found, { ...NOTHING, gaps: unreadStarts(commands, hosts.readText) }]);
}

const PROGRAM = /\.(?:py|sh|bash|[cm]?[jt]s|ps1)$/;

/** Programs of the tree or from elsewhere that a deployment starts, and that are not read: tests for example. */
function unreadStarts(commands: ScriptCommands['commands'], readText: ReadText): readonly Gap[] {
  return commands.flatMap(({ argv, range }) => {
    const words = argv.slice(0, 3).flatMap((word) => (isWord(word) ? [word.text] : []));
    const program = words.find((word) => PROGRAM.test(asWritten(word)));
    const isRead = program === undefined || readText(asWritten(program).replace(/^\.\//, '')) !== null;
    return isRead ? [] : [{ reason: 'unread-hand-over', text: asShown(program), range, names: 'all' }];
  });
}
