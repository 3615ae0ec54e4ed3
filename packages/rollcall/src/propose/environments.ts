import type { Deployment } from '../model/deployment.ts';
import { environmentOf, environmentWord } from '../model/environment-words.ts';
import { known, type Text } from '../model/text.ts';
import type { TreeFacts } from '../model/tree-facts.ts';

/** An environment as far as deployments tell it. */
export interface ProposedEnvironment {
  readonly id: string;
  /** Null where its deployments name none, or several. */
  readonly project: string | null;
  readonly region: string | null;
  /** Words that deployments give to the names by which code tells its environment. */
  readonly codeWords: readonly string[];
  /** All of its secrets are given by a version's number. */
  readonly isPinned: boolean;
  readonly deployments: readonly Deployment[];
  /** What told it: `ENVIRONMENT`, `its project`, `its name`. */
  readonly toldBy: string;
}

/** With more environments than this they are made by a machine; the largest are proposed. */
const MOST = 8;

interface Told {
  readonly id: string;
  readonly word: string | null;
  readonly by: string;
}

/**
 * The environments that a tree's deployments tell: by the word that they give to a name by which the code tells its environment, else by
 * a word in the project, the deployed name or the secrets' ids. In the order of their ids.
 */
export function proposeEnvironments(facts: TreeFacts): ProposedEnvironment[] {
  const deciding = new Set(facts.reads.flatMap(({ by }) => by ?? []));
  const groups = new Map<string, { deployment: Deployment; told: Told }[]>();
  for (const deployment of facts.deployments) {
    const told = tell(deployment, deciding, facts.deployments);
    if (told) groups.set(told.id, [...(groups.get(told.id) ?? []), { deployment, told }]);
  }
  const ids = [...groups.keys()]
    .sort((a, b) => size(groups, b) - size(groups, a) || (a < b ? -1 : 1))
    .slice(0, MOST)
    .sort();
  return ids.map((id) => describe(id, groups.get(id) ?? []));
}

function size(groups: ReadonlyMap<string, readonly unknown[]>, id: string): number {
  return groups.get(id)?.length ?? 0;
}

function describe(id: string, members: readonly { deployment: Deployment; told: Told }[]): ProposedEnvironment {
  const deployments = members.map(({ deployment }) => deployment);
  const words = members.flatMap(({ told }) => told.word ?? []);
  return {
    id,
    project: only(deployments.flatMap(projectOf)),
    region: only(deployments.flatMap(({ region }) => idOf(region))),
    codeWords: [...new Set(words)].sort(),
    isPinned: isPinned(deployments),
    deployments,
    toldBy: [...new Set(members.map(({ told }) => told.by))].sort().join(', '),
  };
}

/** Which environment a deployment is of, and what tells it; null when nothing does. */
function tell(deployment: Deployment, deciding: ReadonlySet<string>, all: readonly Deployment[]): Told | null {
  if (deployment.environment !== null && isEnvironmentId(deployment.environment))
    return { id: deployment.environment, word: null, by: 'the deployment' };
  const given = decidingWord(deployment, deciding);
  if (given && !isEverywhere(given, all))
    return { id: environmentOf(given.word) ?? given.word, word: given.word, by: given.name };
  const word = null;
  const fromProject = environmentWord(projectOf(deployment)[0] ?? '');
  if (fromProject) return { id: fromProject, word, by: 'its project' };
  const fromName = environmentWord(known(deployment.deployedName) ?? '');
  if (fromName) return { id: fromName, word, by: 'its name' };
  const fromSecrets = secretsWord(deployment);
  return fromSecrets === null ? null : { id: fromSecrets, word, by: 'the ids of its secrets' };
}

/** The word that at least four fifths of a deployment's secrets have in their ids. */
function secretsWord({ bindings }: Deployment): string | null {
  const words = bindings.flatMap(({ source }) => (source.kind === 'secret' ? [environmentWord(source.secret)] : []));
  const found = words.find(
    (word) => word !== null && words.filter((other) => other === word).length >= 0.8 * words.length,
  );
  return words.length > 1 ? (found ?? null) : null;
}

/** The word given to the name that the code asks most likely: one it compares, and `NODE_ENV`, which is the same everywhere, last. */
function decidingWord(deployment: Deployment, deciding: ReadonlySet<string>): { name: string; word: string } | null {
  const rank = (name: string) => (name === 'NODE_ENV' ? 2 : deciding.has(name) ? 0 : 1);
  const [first] = Object.entries(deployment.environmentWords)
    .filter(([, word]) => isEnvironmentId(word))
    .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return first ? { name: first[0], word: first[1] } : null;
}

/** The same word is given in several projects of different environments, so it does not tell them apart. */
function isEverywhere({ name, word }: { name: string; word: string }, all: readonly Deployment[]): boolean {
  const same = all.filter(
    ({ environmentWords }) => Object.hasOwn(environmentWords, name) && environmentWords[name] === word,
  );
  return new Set(same.flatMap(projectOf).flatMap((project) => environmentWord(project) ?? [])).size > 1;
}

function projectOf({ project }: Deployment): string[] {
  return idOf(project);
}

/** An id that is wholly known and looks like one. */
function idOf(text: Text | null): string[] {
  const id = text && known(text);
  return id && /^[A-Za-z0-9][\w.:-]*$/.test(id) ? [id] : [];
}

function isPinned(deployments: readonly Deployment[]): boolean {
  const versions = deployments.flatMap(({ bindings }) =>
    bindings.flatMap(({ source }) => (source.kind === 'secret' ? [source.version] : [])),
  );
  return versions.length > 1 && versions.every((version) => /^\d+$/.test(version));
}

function isEnvironmentId(word: string): boolean {
  return /^[A-Za-z][\w-]{0,40}$/.test(word);
}

/** The one value that all have; null when there is none or they differ. */
export function only<T>(values: readonly T[]): T | null {
  const distinct = new Set(values);
  const [first] = distinct;
  return distinct.size === 1 && first !== undefined ? first : null;
}
