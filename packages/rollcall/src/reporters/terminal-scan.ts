import type { BindingFact, Deployment } from '../model/deployment.ts';
import type { Level, Read } from '../model/read.ts';
import type { Service } from '../model/service.ts';
import type { TreeFacts } from '../model/tree-facts.ts';
import { escapeText } from './escape.ts';
import { place } from './finding-places.ts';
import { counted, type Paint, wrap } from './paint.ts';

const LEVELS: readonly Level[] = ['required', 'hollow', 'defaulted', 'optional'];

/** Gaps that are listed. */
const GAPS = 30;

/** `rollcall scan`: services with their deployments and reads, then what was not understood. */
export function scanText(facts: TreeFacts, paint: Paint): string {
  const parts = facts.services.map((service) => writeService(service, facts, paint));
  const apart = facts.deployments.filter(({ service }) => !facts.services.some(({ id }) => id === service));
  if (apart.length > 0) {
    parts.push(
      [
        paint.bold('Deployments of no known service'),
        ...apart.flatMap((one) => writeDeployment(one, facts, paint)),
      ].join('\n'),
    );
  }
  if (parts.length === 0) parts.push('Nothing that deploys or is deployed was found.');
  if (facts.unresolved.length > 0) parts.push(writeGaps(facts, paint));
  const { files, partly, skipped } = facts.coverage;
  parts.push(
    paint.dim(
      `${counted(files, 'file')} read, ${partly} in part, ${skipped} not.${facts.complete ? '' : ' Incomplete.'}`,
    ),
  );
  return `${parts.join('\n\n')}\n`;
}

function writeService(service: Service, facts: TreeFacts, paint: Paint): string {
  const { id, aliases, roots, entry } = service;
  const others = aliases.filter((alias) => alias !== id).map(escapeText);
  const code = [
    ...roots.map((root) => escapeText(root === '' ? '.' : root)),
    ...(entry === null ? [] : [`entry ${escapeText(entry)}`]),
  ];
  const deployments = facts.deployments.filter((one) => one.service === id);
  return [
    `${paint.bold(escapeText(id))}${others.length > 0 ? paint.dim(`  deployed as ${others.join(', ')}`) : ''}`,
    `  ${paint.dim(code.length > 0 ? `code ${code.join(', ')}` : 'no code found')}`,
    ...(deployments.length === 0
      ? ['  no deployment found']
      : deployments.flatMap((one) => writeDeployment(one, facts, paint))),
    ...writeReads(
      facts.reads.filter((read) => read.service === id),
      paint,
    ),
  ].join('\n');
}

function writeDeployment(deployment: Deployment, facts: TreeFacts, paint: Paint): string[] {
  const { mode, open, environment, workload, format, container, bindings } = deployment;
  const about = [
    workload === 'service' ? null : workload,
    format,
    mode,
    open ? 'open' : 'closed',
    environment === null ? null : escapeText(environment),
    container === null ? null : `container ${escapeText(container)}`,
  ].filter((word) => word !== null);
  const width = Math.min(40, Math.max(0, ...bindings.map(({ name }) => name.length)));
  return [
    `  ${paint.cyan(place(facts.span(deployment.range)))}  ${about.join(', ')}`,
    ...bindings.map((binding) => `    ${escapeText(binding.name).padEnd(width)} ${writeSource(binding, paint)}`),
  ];
}

function writeSource({ operation, source, conditional }: BindingFact, paint: Paint): string {
  const sometimes = conditional ? paint.dim('  on some runs') : '';
  if (operation === 'remove' || operation === 'clear') return paint.yellow('removed') + sometimes;
  if (source.kind === 'value') return paint.dim('← a plain value') + sometimes;
  const project = source.project === null ? '' : `${escapeText(source.project)}/`;
  const version = source.version === '' ? '' : `@${escapeText(source.version)}`;
  return `← ${project}${escapeText(source.secret)}${version}${sometimes}`;
}

function writeReads(reads: readonly Read[], paint: Paint): string[] {
  return LEVELS.flatMap((level) => {
    const names = new Set(reads.filter((read) => read.level === level).map(nameWithScope));
    if (names.size === 0) return [];
    const colour = level === 'required' ? paint.magenta : paint.dim;
    const text = wrap([...names].sort().join(', '), ' '.repeat(13)).trimStart();
    return [`  ${colour(level.padEnd(10))} ${text}`];
  });
}

function nameWithScope({ name, only, except }: Read): string {
  const scope = only.length > 0 ? ` (${only.join(', ')})` : except.length > 0 ? ` (not ${except.join(', ')})` : '';
  return escapeText(name + scope);
}

function writeGaps({ unresolved }: TreeFacts, paint: Paint): string {
  const lines = unresolved.slice(0, GAPS).map(({ reason, text, span }) => {
    const where = span === null ? '' : `${place(span)}  `;
    const told = escapeText(text.replace(/\s+/g, ' ').trim());
    return `  ${paint.yellow(reason)}  ${where}${told.length > 100 ? `${told.slice(0, 99)}…` : told}`;
  });
  if (unresolved.length > GAPS) lines.push(`  and ${unresolved.length - GAPS} more: --format json lists all`);
  return [paint.bold('Not understood'), ...lines].join('\n');
}
