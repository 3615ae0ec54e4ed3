import { fillTemplate, type TemplateValues } from '../contract/templates.ts';
import type { ContractEnvironment, ContractFacts } from '../model/contract-facts.ts';
import { environmentOf } from '../model/environment-words.ts';
import type { ResolvedDeployment } from '../model/resolution.ts';
import type { Range } from '../model/span.ts';
import { patternOf } from './fix/propose-source.ts';
import { groupBy } from './group.ts';
import { allowedIds, managedSecrets, type SecretBinding, statedId, statedTemplate } from './stated-secret.ts';

/** Whose a secret is, and which one was meant. */
export interface ForeignSecret {
  readonly own: string | null;
  readonly other: string;
  readonly wanted: string | null;
  readonly project: string | null;
  /** Why it counts as another environment's, where no contract says so. */
  readonly evidence: string;
  readonly siblings: readonly Range[];
}

/** Whether the contract makes a deployment's secret another environment's: by its project, or by the id. */
export function foreignByContract(
  contract: ContractFacts,
  { deployment }: ResolvedDeployment,
  { name, source }: SecretBinding,
): ForeignSecret | null {
  const own = contract.environments.get(deployment.environment ?? '');
  if (!own) return null;
  const place = { environment: own.id, service: deployment.service, name };
  const others = [...contract.environments.values()].filter(({ id }) => id !== own.id);
  const told = (other: ContractEnvironment): ForeignSecret => ({
    own: own.id,
    other: other.id,
    wanted: statedId(contract, place),
    project: null,
    evidence: '',
    siblings: [],
  });
  if (source.project !== null && source.project !== own.project) {
    const holder = own.project === null ? undefined : others.find(({ project }) => project === source.project);
    return holder ? told(holder) : null;
  }
  const template = statedTemplate(contract, place);
  if (template === null || allowedIds(contract, place).includes(source.secret)) return null;
  const holder =
    others.find((other) => statedId(contract, { ...place, environment: other.id }) === source.secret) ??
    others.find((other) => isMadeBy(contract, { ...place, environment: other.id }, source.secret, template));
  return holder ? told(holder) : null;
}

/** An id that another environment's template can make of some name, where both templates tell their environment by a word of their own. */
function isMadeBy(
  contract: ContractFacts,
  place: { environment: string; service: string | null; name: string },
  id: string,
  ownTemplate: string,
): boolean {
  const template = contract.environments.get(place.environment)?.secretId ?? null;
  if (template === null) return false;
  const values = { ...(place.service === null ? {} : { service: place.service }) };
  const other = asPattern(template, { ...values, environment: place.environment });
  const own = asPattern(ownTemplate, values);
  return other !== null && own !== null && other.test(id) && !own.test(id);
}

/** Null for a template that has no text of its own: any id is of that form. */
function asPattern(template: string, values: TemplateValues): RegExp | null {
  const parts = fillTemplate(template, values).split(/\{[a-z]+\}/);
  if (!parts.some((part) => /[A-Za-z0-9]{2}/.test(part))) return null;
  return new RegExp(`^${parts.map((part) => part.replace(/[^\w-]/g, '\\$&')).join('[\\w-]+')}$`);
}

/** How many names make a pattern visible. */
const LEAST = 3;

interface Pattern {
  /** The pattern without its environment's word: `{kebab}-*`. */
  readonly skeleton: string;
  readonly environment: string;
  readonly written: string;
}

interface Follower {
  readonly binding: SecretBinding;
  readonly pattern: Pattern;
}

/** Tells, without a contract, whether a secret is another deployment's environment's by the pattern that the ids of both follow. */
export function foreignByPattern(
  deployments: readonly ResolvedDeployment[],
): (resolved: ResolvedDeployment, binding: SecretBinding) => ForeignSecret | null {
  const followers = new Map(deployments.map((resolved) => [resolved, followersIn(resolved)]));
  const own = new Map([...followers].map(([resolved, all]) => [resolved, prevailing(all)]));
  return (resolved, binding) => {
    const pattern = readPattern(binding);
    const here = own.get(resolved);
    const [first] = here ?? [];
    if (!pattern || !here || !first || pattern.environment === first.pattern.environment) return null;
    if (pattern.skeleton !== first.pattern.skeleton) return null;
    const there = [...own.values()].find((all) => all[0]?.pattern.written === pattern.written);
    if (!there) return null;
    return {
      own: first.pattern.environment,
      other: pattern.environment,
      wanted: fillTemplate(first.pattern.written, { name: binding.name }),
      project: binding.source.project,
      evidence: `${here.length} of its other names are given from ids of the form ${first.pattern.written}`,
      siblings: here.slice(0, 2).map((follower) => follower.binding.range),
    };
  };
}

function followersIn(resolved: ResolvedDeployment): Follower[] {
  return managedSecrets(resolved).flatMap((binding) => {
    const pattern = readPattern(binding);
    return pattern ? [{ binding, pattern }] : [];
  });
}

/** Those of the one pattern that most names follow; none where it is not clear which. */
function prevailing(followers: readonly Follower[]): readonly Follower[] {
  const groups = [...groupBy(followers, ({ pattern }) => pattern.written).values()].sort((a, b) => b.length - a.length);
  const [most = [], ...others] = groups;
  const rest = others.reduce((sum, group) => sum + group.length, 0);
  return most.length >= LEAST && most.length > rest * 2 ? most : [];
}

/** A pattern in which exactly one part is the word of an environment. */
function readPattern({ name, source }: SecretBinding): Pattern | null {
  const written = patternOf(name, source.secret);
  if (written === null) return null;
  const parts = written.split(/(\{[a-z]+\}|[^A-Za-z]+)/);
  const words = parts.flatMap((part) => environmentOf(part) ?? []);
  const [environment] = words;
  if (environment === undefined || words.length > 1) return null;
  return { environment, written, skeleton: parts.map((part) => (environmentOf(part) ? '*' : part)).join('') };
}
