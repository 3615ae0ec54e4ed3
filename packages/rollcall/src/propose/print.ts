import type { ProposedCorrection } from './corrections.ts';
import type { ProposedEnvironment } from './environments.ts';
import { commentList, commentText, scalar } from './scalar.ts';
import type { ProposedTemplate } from './secret-template.ts';
import type { ProposedService } from './services.ts';
import type { SharedSecret } from './shared-secrets.ts';

/** What a proposal says, before it is text. */
export interface Proposal {
  readonly environments: readonly ProposedEnvironment[];
  readonly templates: ReadonlyMap<string, ProposedTemplate>;
  /** The template that all secrets together follow, where no environment is known. */
  readonly unplaced: ProposedTemplate | null;
  readonly shared: readonly SharedSecret[];
  readonly corrections: readonly ProposedCorrection[];
  readonly services: readonly ProposedService[];
  readonly comparedWords: readonly string[];
  /** Files of deployments that could not be joined to a service. */
  readonly apart: readonly string[];
  readonly complete: boolean;
}

/** Names after this many are counted instead of written: a proposal stays a screenful. */
const MAX_SHARED = 7;
const MAX_CORRECTIONS = 5;

/** The text of a proposed contract, each part with a comment that says where it comes from. */
export function printContract(proposal: Proposal): string {
  const lines = [
    '# Proposed by `rollcall init` from what the code reads and the deployments give.',
    '# What can be inferred is not written: correct what is wrong, and leave out the rest.',
    ...(proposal.complete
      ? []
      : ['# Something was not understood, so this may lack a part; `rollcall scan` lists it.']),
    'version: 1',
    ...printEnvironments(proposal),
    ...printNames(proposal),
    ...printServices(proposal),
  ];
  return `${lines.join('\n')}\n`;
}

function printEnvironments({ environments, templates, unplaced, comparedWords }: Proposal): string[] {
  const words =
    comparedWords.length === 0
      ? []
      : [`  # The code also compares its environment with: ${commentList(comparedWords, 6)}`];
  if (environments.length === 0) {
    const secretId = unplaced ? `, secretId: ${scalar(unplaced.template)}` : '';
    const none = [
      '# No deployment tells its environment. Write them here, for example:',
      `#   environments: { staging: { project: acme-staging${secretId} } }`,
    ];
    return ['', ...none, ...words.map((line) => line.trimStart())];
  }
  const shared = new Map<string, number>();
  for (const { project } of environments) if (project !== null) shared.set(project, (shared.get(project) ?? 0) + 1);
  const entries = environments.flatMap((environment) => {
    const template = templates.get(environment.id);
    const followed = template ? `; ${template.follow} of ${template.of} secrets follow the template` : '';
    return [
      `  # Told by ${commentText(environment.toldBy)}, in ${commentList(filesOf(environment))}${followed}`,
      `  ${scalar(environment.id)}: ${printEnvironment(environment, template, shared.get(environment.project ?? '') === 1)}`,
    ];
  });
  return ['', 'environments:', ...entries, ...words];
}

function printEnvironment(
  { project, region, codeWords, isPinned }: ProposedEnvironment,
  template: ProposedTemplate | undefined,
  hasOwnProject: boolean,
): string {
  const match = [
    ...(project !== null && hasOwnProject ? [`flags: { project: ${scalar(project)} }`] : []),
    ...(codeWords.length > 0 ? [`code: [${codeWords.map(scalar).join(', ')}]`] : []),
  ];
  return mapping([
    ...(project === null ? [] : [`project: ${scalar(project)}`]),
    ...(region === null ? [] : [`region: ${scalar(region)}`]),
    ...(template ? [`secretId: ${scalar(template.template)}`] : []),
    ...(isPinned ? ['versions: pinned'] : []),
    ...(match.length > 0 ? [`match: { ${match.join(', ')} }`] : []),
  ]);
}

function printNames({ shared, corrections }: Proposal): string[] {
  const entries = new Map<string, string[]>();
  const add = (name: string, ...parts: string[]) => entries.set(name, [...(entries.get(name) ?? []), ...parts]);
  for (const { name, sameSecretAs } of shared.slice(0, MAX_SHARED)) {
    add(sameSecretAs);
    add(name, `sameSecretAs: ${scalar(sameSecretAs)}`);
  }
  for (const { name, secretId } of corrections.slice(0, MAX_CORRECTIONS)) {
    const ids = [...secretId].map(([environment, id]) => `${scalar(environment)}: ${scalar(id)}`);
    add(name, `secretId: { ${ids.join(', ')} }`);
  }
  if (entries.size === 0) return [];
  const left = Math.max(0, shared.length - MAX_SHARED) + Math.max(0, corrections.length - MAX_CORRECTIONS);
  const files = [...new Set(shared.map(({ seenIn }) => seenIn))].sort();
  return [
    '',
    'names:',
    ...(files.length > 0 ? [`  # One secret under two names in ${commentList(files)}`] : []),
    ...(corrections.length > 0 ? ['  # Secret ids off the template of the environment'] : []),
    ...[...entries].map(([name, parts]) => `  ${scalar(name)}: ${mapping(parts)}`),
    ...(left > 0 ? [`  # ${left} more names share a secret or are off the template; rollcall check lists them`] : []),
  ];
}

function printServices({ services, apart }: Proposal): string[] {
  const files = [...new Set(apart)].sort();
  const left =
    files.length > 0 ? [`# Deployments that belong to no service that was found: ${commentList(files)}`] : [];
  if (services.length === 0) return ['', ...left, 'services: {}'];
  return ['', 'services:', ...services.flatMap(printService), ...left.map((line) => `  ${line}`)];
}

function printService(service: ProposedService): string[] {
  const { id, names, deployedFrom, cloudRun, hasCode, entry, readsDynamically } = service;
  const from =
    deployedFrom.length > 0 ? `; deployed by ${commentList(deployedFrom)}` : '; no deployment of it was found';
  const runs = entry === null ? '' : `; runs ${commentText(entry)}`;
  return [
    `  # Reads ${names.read} names, ${names.required} of them required${runs}${from}`,
    `  ${scalar(id)}:`,
    ...(cloudRun === null ? [] : [`    cloudRun: ${printCloudRun(cloudRun)}`]),
    ...(hasCode ? [] : ['    # roots: [its folder]  # its code was not found']),
    ...(hasCode && entry === null
      ? ['    # entry: main.py  # not found, so all code of its folders counts; name the file that it runs']
      : []),
    ...(readsDynamically
      ? ['    # dynamic: ["FEATURE_*"]  # it reads names that only run time knows; write their patterns']
      : []),
    '    needs: { from: code }',
  ];
}

function printCloudRun(cloudRun: string | ReadonlyMap<string, string>): string {
  if (typeof cloudRun === 'string') return scalar(cloudRun);
  return mapping([...cloudRun].map(([environment, name]) => `${scalar(environment)}: ${scalar(name)}`));
}

function mapping(parts: readonly string[]): string {
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

function filesOf({ deployments }: ProposedEnvironment): string[] {
  return [...new Set(deployments.map(({ range }) => range.path))].sort();
}
