import type { Contract, ContractService } from '../contract/contract.ts';
import { type Deployment, localRank } from '../model/deployment.ts';
import { isPublicImage, isServerOfOthers } from '../model/public-images.ts';
import type { Service } from '../model/service.ts';
import { asShown } from '../model/shown-text.ts';
import { known } from '../model/text.ts';
import { imageName } from './builds.ts';
import type { CodeIndex } from './code-index.ts';
import type { ServiceProgram } from './entries.ts';
import type { FoundDeployment } from './found.ts';
import { codeOf, codeOfContainers, nameOfCode, type ServiceCode, statedCode } from './service-code.ts';
import { type Naming, nameService } from './services.ts';
import { statedEnvironment } from './stated-environment.ts';

/** A service with its deployments. */
export interface LinkedService {
  readonly service: Service;
  readonly deployments: readonly Deployment[];
  /** Its code is handed out as files and does not run in the deployment. */
  readonly served: boolean;
  readonly imageVariables: ServiceCode['imageVariables'];
  readonly programs: readonly ServiceProgram[];
  /** Shell scripts that its containers run. */
  readonly scripts: readonly string[];
  /** What Rails takes its environment to be; empty: that is not known. */
  readonly railsEnvironments: ReadonlySet<string>;
}

/** The services of a tree, and deployments of which nothing tells the service. */
export interface JoinedServices {
  readonly services: readonly LinkedService[];
  readonly orphans: readonly Deployment[];
}

interface Group {
  readonly id: string;
  readonly aliases: Set<string>;
  readonly hints: Set<string>;
  readonly found: { readonly deployment: FoundDeployment; readonly naming: Naming }[];
}

/** Puts the deployments of one service together, by the contract's names, by what the scripts call it, and by the deployed name. */
export function joinDeployments(
  index: CodeIndex,
  found: readonly FoundDeployment[],
  contract: Contract | null,
): JoinedServices {
  const named = nameAll(index, found);
  const byAlias = aliasIds(named, contract);
  const groups = new Map<string, Group>();
  for (const id of contract?.services.keys() ?? [])
    groups.set(id, { id, aliases: new Set(), hints: new Set(), found: [] });
  for (const one of named) {
    const { naming } = one;
    const id = (naming.alias !== null ? byAlias.get(naming.alias) : undefined) ?? naming.id ?? '';
    let group = groups.get(id);
    if (!group) {
      group = { id, aliases: new Set(), hints: new Set(), found: [] };
      groups.set(id, group);
    }
    if (naming.alias !== null && naming.alias !== id && known(one.deployment.fact.deployedName) !== null)
      group.aliases.add(naming.alias);
    for (const hint of naming.hints) group.hints.add(hint.replace(/^\.\//, '').replace(/\/$/, ''));
    group.found.push(one);
  }
  const named_ = [...groups.values()].filter((group) => group.id !== '');
  const ordinals = new Map<string, number>();
  const coded = named_.map((group) => ({ group, code: codeOfGroup(index, group, isAlone(group, named_)) }));
  const linked = mergeAlike(coded, contract).map(({ group, code }) => linkGroup(group, code, contract, ordinals));
  const orphans = (groups.get('')?.found ?? []).map(({ deployment }) =>
    makeDeployment(deployment, null, ordinals, contract),
  );
  return { services: linked, orphans };
}

/** Whether it is the only service of its kind: compose runs what the others deploy once more, and images of others are no service of the tree. */
function isAlone(group: Group, all: readonly Group[]): boolean {
  const alike = all.filter((other) => rankOf(other) === rankOf(group));
  const isOfOthers = alike.some((other) => hasOwnImage(other, isPublicImage)) ? isPublicImage : isServerOfOthers;
  const rivals = alike.filter((other) => other === group || hasOwnImage(other, isOfOthers));
  return new Set(rivals.map(imageOf)).size === 1;
}

/** Workloads of the same images, of which each environment may have one of its own, run the same code. */
function imageOf({ id, found }: Group): string {
  const images = new Set(found.map(({ deployment: { fact } }) => (fact.image ? imageName(fact.image) : '')));
  return images.size === 0 || images.has('') ? `\0${id}` : [...images].sort().join('\n');
}

/** Groups of different ranks are no rivals. */
function rankOf({ found }: Group): number {
  return found.length > 0 ? Math.min(...found.map(({ deployment }) => localRank(deployment.fact.format))) : 0;
}

function hasOwnImage({ found }: Group, isOfOthers: typeof isPublicImage): boolean {
  return found.length === 0 || found.some(({ deployment }) => !isOfOthers(deployment.fact.image));
}

interface Named {
  readonly deployment: FoundDeployment;
  readonly naming: Naming;
}

/** Where only run time knows the deployed name, the service is the one with the same code, or is called as its code is. */
function nameAll(index: CodeIndex, found: readonly FoundDeployment[]): readonly Named[] {
  const named = found.map((deployment) => ({ deployment, naming: nameService(deployment.fact, deployment.command) }));
  let owners: ReadonlyMap<string, string | null> | null = null;
  return named.map(({ deployment, naming }) => {
    const code = naming.id === null ? statedCode(index, deployment) : null;
    if (!code) return { deployment, naming };
    owners ??= ownersOfCode(index, named);
    const owner = owners.get(code.roots.join('\n')) ?? null;
    const whole = code.image === null && code.roots.includes('');
    return {
      deployment,
      naming: { ...naming, id: owner ?? (whole ? null : nameOfCode(index, code.roots, code.image)) },
    };
  });
}

/** The one service that each piece of code is stated to be; null where it is several. */
function ownersOfCode(index: CodeIndex, named: readonly Named[]): ReadonlyMap<string, string | null> {
  const out = new Map<string, string | null>();
  for (const { deployment, naming } of named) {
    const roots = naming.id === null ? null : statedCode(index, deployment)?.roots.join('\n');
    if (roots === null || roots === undefined) continue;
    const other = out.get(roots);
    out.set(roots, other === undefined || other === naming.id ? naming.id : null);
  }
  return out;
}

/** A deployed name means the service that some script, or the contract, says it is. */
function aliasIds(named: readonly { naming: Naming }[], contract: Contract | null): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  for (const { naming } of named)
    if (naming.alias !== null && naming.id !== null && naming.id !== naming.alias && !out.has(naming.alias))
      out.set(naming.alias, naming.id);
  for (const [id, service] of contract?.services ?? []) for (const name of cloudRunNames(service)) out.set(name, id);
  return out;
}

function cloudRunNames(service: ContractService): readonly string[] {
  const { all, by } = service.cloudRun;
  return [...(all === null ? [] : [all]), ...by.values()];
}

interface Coded {
  readonly group: Group;
  readonly code: ServiceCode;
}

function codeOfGroup(index: CodeIndex, group: Group, alone: boolean): ServiceCode {
  const found = group.found.map(({ deployment }) => deployment);
  return (
    codeOfContainers(index, found) ?? codeOf(index, group.id, [...group.aliases].sort(), [...group.hints], found, alone)
  );
}

/** One piece of code that is deployed under one name in several environments is one service; under another name it is another. */
function mergeAlike(coded: readonly Coded[], contract: Contract | null): readonly Coded[] {
  const kept: Coded[] = [];
  const isOpen = (one: Coded): boolean => isUnknown(one.code) && !contract?.services.has(one.group.id);
  const order = (one: Coded): number => one.group.id.length + (isOpen(one) ? 1_000 : 0);
  for (const one of [...coded].sort((a, b) => order(a) - order(b))) {
    const alike = (other: Coded): boolean =>
      sharesCode(other.code, one.code) || (isOpen(one) && !isUnknown(other.code));
    const variants = kept.filter((other) => areVariants(one.group, other.group) && alike(other));
    // What has no code of its own may be any of several.
    const same = isOpen(one) && variants.length > 1 ? undefined : variants[0];
    if (!same) kept.push(one);
    else {
      same.group.aliases.add(one.group.id);
      for (const alias of one.group.aliases) same.group.aliases.add(alias);
      same.group.found.push(...one.group.found);
    }
  }
  return coded.filter((one) => kept.includes(one));
}

function sharesCode(a: ServiceCode, b: ServiceCode): boolean {
  return a.entry === b.entry && a.roots.length > 0 && a.roots.join('\n') === b.roots.join('\n');
}

function isUnknown(code: ServiceCode): boolean {
  return code.entry === null && code.roots.length === 0;
}

/** Words that tell one place of the same service from another. */
const PLACE =
  /^(staging|stage|stg|production|prod|prd|development|develop|dev|test|testing|qa|uat|preview|sandbox|canary)$/;

/** Whether two groups are deployed under one name but for the environment in it (`acme-auth`, `acme-auth-staging`). */
function areVariants(a: Group, b: Group): boolean {
  const stems = (group: Group): readonly string[] => [group.id, ...group.aliases].map(stemOf);
  return stems(a).some((stem) => stem !== '' && stems(b).includes(stem));
}

function stemOf(name: string): string {
  const words = name.toLowerCase().split(/[^a-z0-9]+/);
  return words.filter((word) => word !== '' && !PLACE.test(word)).join('-');
}

function linkGroup(
  group: Group,
  code: ServiceCode,
  contract: Contract | null,
  ordinals: Map<string, number>,
): LinkedService {
  const stated = contract?.services.get(group.id);
  const service: Service = {
    id: group.id,
    aliases: [...group.aliases].sort(),
    roots: stated && stated.roots.length > 0 ? stated.roots : code.roots,
    entry: stated?.entry ?? code.entry,
    // What the image leaves empty is for the deployment to give.
    imageNames: [...code.imageVariables].flatMap(([name, value]) => (value === '' ? [] : [name])),
    readsDynamically: false,
  };
  const deployments = group.found.map(({ deployment }) => makeDeployment(deployment, group.id, ordinals, contract));
  const programs = stated?.entry ? [{ entry: stated.entry, lines: [], loads: [] }] : code.programs;
  const railsEnvironments = railsEnvironmentsOf(group.found, code);
  const { served, scripts, imageVariables } = code;
  return { service, deployments, served, imageVariables, programs, scripts, railsEnvironments };
}

/**
 * The environments in which an app of Rails runs: what is given, what the image sets, else that for which it is deployed.
 * https://guides.rubyonrails.org/configuring.html#rails-environment-settings
 */
function railsEnvironmentsOf(found: Group['found'], { imageVariables }: ServiceCode): ReadonlySet<string> {
  const out = new Set<string>();
  for (const { deployment } of found) {
    const { bindings, format, image } = deployment.fact;
    if (isServerOfOthers(image)) continue;
    const binding = ['RAILS_ENV', 'RACK_ENV'].flatMap((name) => bindings.find((one) => one.name === name) ?? [])[0];
    const usual = format === 'compose' ? 'development' : 'production';
    const inImage = ['RAILS_ENV', 'RACK_ENV'].find((name) => imageVariables.has(name));
    const ofImage = inImage === undefined ? usual : (imageVariables.get(inImage) ?? null);
    const word = binding ? binding.value && known(binding.value) : ofImage;
    if (word === null) return new Set();
    out.add(word);
  }
  return out;
}

function waysTo({ command }: FoundDeployment): Pick<Deployment, 'ways'> {
  return command?.assumes ? { ways: { step: command.step ?? null, assumes: command.assumes } } : {};
}

/** An id that holds no line number: the path, the deployed name, and which of several it is. */
function makeDeployment(
  found: FoundDeployment,
  service: string | null,
  ordinals: Map<string, number>,
  contract: Contract | null,
): Deployment {
  const { fact, entry } = found;
  // One manifest may be deployed by several overlays or sets of values.
  const path = fact.format === 'kubernetes' || fact.format === 'compose' ? entry : fact.range.path;
  const stem = `${path}#${asShown(fact.deployedName) || 'unnamed'}${fact.container === null ? '' : `/${fact.container}`}`;
  const ordinal = (ordinals.get(stem) ?? 0) + 1;
  ordinals.set(stem, ordinal);
  return {
    ...fact,
    id: ordinal === 1 ? stem : `${stem}~${ordinal}`,
    service,
    environment: statedEnvironment(found, contract),
    environmentWords: {},
    entry,
    ...waysTo(found),
  };
}
