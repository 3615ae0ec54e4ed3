import type { Range, Span } from '../model/span.ts';
import type { NameExplanation } from '../rules/explain.ts';
import type { RuleMeta } from '../rules/rule.ts';
import { escapeText } from './escape.ts';
import { place } from './finding-places.ts';
import { counted, type Paint, wrap } from './paint.ts';

/** Places that one answer names. */
const PLACES = 5;

/** `rollcall explain NAME`: who needs it and why, and where it is given. */
export function nameText(explanation: NameExplanation, span: (range: Range) => Span, paint: Paint): string {
  const { name, description, services } = explanation;
  const places = (ranges: readonly Range[]): string[] => {
    const lines = ranges.slice(0, PLACES).map((range) => `      ${paint.dim(place(span(range)))}`);
    return ranges.length > PLACES ? [...lines, paint.dim(`      and ${ranges.length - PLACES} more`)] : lines;
  };
  const parts = services.map(({ service, needs, reads, deployments }) =>
    [
      paint.bold(escapeText(service)),
      ...(needs.length === 0
        ? [`  does not need it; ${readsWords(reads.map(({ level, scope }) => `${level}${scope}`))}`]
        : []),
      ...needs.flatMap((need) => [
        `  ${paint.magenta('needed')}  ${wrap(escapeText(need.text), ' '.repeat(10)).trimStart()}${choice(need.anyOf)}`,
        ...places(need.ranges),
      ]),
      ...(needs.length === 0 ? places(reads.map(({ range }) => range)) : []),
      ...(deployments.length === 0 ? ['  no deployment of it was found'] : []),
      ...deployments.flatMap((given) => [
        `  ${paintGiven(given.given, paint)}  ${given.environment === null ? '' : `${escapeText(given.environment)}: `}${escapeText(given.text)}`,
        ...places(given.ranges),
      ]),
    ].join('\n'),
  );
  const head = `${paint.bold(escapeText(name))}${description === null ? '' : `  ${escapeText(description)}`}`;
  return `${[head, ...parts, ...(parts.length === 0 ? ['No service reads it, and no deployment gives it.'] : [])].join('\n\n')}\n`;
}

/** `rollcall explain <rule>`: what it finds, when it is silent, and examples. */
export function ruleText(rule: RuleMeta, severity: string | null, paint: Paint): string {
  const needs =
    rule.requires === undefined
      ? ''
      : `, needs a ${rule.requires === 'base' ? 'revision to compare with' : 'contract'}`;
  const examples = rule.examples.map(
    ({ title, findings }) => `  ${title}: ${findings.length === 0 ? 'silent' : counted(findings.length, 'finding')}`,
  );
  const paragraphs = rule.docs.split(/\n{2,}/).map((text) => wrap(text.replace(/\s*\n\s*/g, ' ').trim(), ''));
  return `${[
    `${paint.bold(rule.id)}  ${paint.dim(`${rule.category}, ${severity ?? 'off'}${needs}`)}`,
    ...paragraphs,
    [paint.bold('Examples'), ...examples].join('\n'),
  ].join('\n\n')}\n`;
}

function choice(anyOf: readonly (readonly string[])[]): string {
  if (anyOf.length < 2) return '';
  return `\n          One of: ${escapeText(anyOf.map((names) => names.join(' and ')).join('; '))}.`;
}

function readsWords(levels: readonly string[]): string {
  return levels.length === 0
    ? 'nothing of its code reads it'
    : `its code reads it as ${[...new Set(levels)].join(', ')}`;
}

function paintGiven(given: string, paint: Paint): string {
  if (given === 'yes') return paint.green('given');
  return given === 'no' ? paint.red('not given') : paint.yellow('unknown');
}
