import { likeness, pairAlike } from './likeness.ts';
import { type DeploymentState, lineageOf, type State, stemOf } from './state.ts';

type Deployments = ReadonlyMap<string, DeploymentState>;

/**
 * The state with its deployments under the lineages that they had at the first parent. Of several that a script makes of one service, order
 * alone tells one from another in one tree; from tree to tree each is the one that it is most like.
 */
export function withLineages(state: State, before: State): State {
  const renamed = new Map<string, string>();
  const old = byStem(before.deployments);
  for (const [stem, now] of byStem(state.deployments)) {
    const theirs = old.get(stem) ?? [];
    if (theirs.length === 0 || (now.length === 1 && theirs.length === 1)) continue;
    for (const [from, to] of rename(stem, now, theirs)) renamed.set(from, to);
  }
  if ([...renamed].every(([from, to]) => from === to)) return state;
  const deployments = [...state.deployments].map(([key, one]) => [renamed.get(key) ?? key, one] as const);
  return { ...state, deployments: new Map(deployments) };
}

type Member = readonly [lineage: string, deployment: DeploymentState];

function byStem(deployments: Deployments): ReadonlyMap<string, readonly Member[]> {
  const groups = new Map<string, Member[]>();
  for (const member of deployments) {
    const group = groups.get(stemOf(member[0]));
    if (group) group.push(member);
    else groups.set(stemOf(member[0]), [member]);
  }
  return groups;
}

function rename(stem: string, now: readonly Member[], old: readonly Member[]): readonly (readonly [string, string])[] {
  const pairs = pairAlike(now, old, ([, a], [, b]) => likeness(a, b));
  const paired = new Map(pairs.map(([[from], [to]]) => [from, to]));
  const used = new Set(paired.values());
  let ordinal = 1;
  return now.map(([from]) => {
    const known = paired.get(from);
    if (known !== undefined) return [from, known];
    while (used.has(lineageOf(stem, ordinal))) ordinal++;
    const free = lineageOf(stem, ordinal);
    used.add(free);
    return [from, free];
  });
}
