import { isKnown } from '../model/text.ts';
import { type Hosts, readHost } from './collect-hosts.ts';
import { dropCopies, type Found, joinFound } from './found.ts';
import { listTasks, runEach } from './tasks.ts';

/** Tasks of one file that are looked at by themselves. */
const MOST_TASKS = 150;

/**
 * What the tasks of a file deploy when each is started by itself. Tasks that others start or depend on say less alone: of them only what
 * is known to deploy something else than the others is taken.
 * @param skip tasks that other files start with what they need
 */
export function collectTasks(hosts: Hosts, path: string, text: string, skip: ReadonlySet<string>): Found {
  const names = listTasks(path, text, hosts.readText).filter((name) => !skip.has(name));
  const depended = new Set<string>();
  const runs = [...runEach(path, text, names.slice(0, MOST_TASKS), hosts.readText)].map(([name, facts]) => {
    for (const task of facts.tasks) if (task !== name) depended.add(task);
    return { name, found: readHost(hosts, facts, path, text) };
  });
  const isCalled = (name: string): boolean => depended.has(name) || hosts.reached.has(taskKey(path, name));
  const own = runs.filter(({ name }) => !isCalled(name)).map(({ found }) => found);
  const called = runs.filter(({ name }) => isCalled(name)).map(({ found }) => onlyKnown(found));
  const all = joinFound([...own, ...called]);
  return { ...all, deployments: dropCopies(all.deployments) };
}

/** The name under which a task counts as reached. */
export function taskKey(path: string, name: string): string {
  return `${path}#${name}`;
}

function onlyKnown({ deployments }: Found): Found {
  const kept = deployments.filter(
    ({ fact }) => isKnown(fact.deployedName) && fact.deployedName.length > 0 && !fact.open,
  );
  return { deployments: kept, gaps: [], builds: [] };
}
