import type { Range, Span } from '../model/span.ts';
import type { NameExplanation, ServiceExplanation } from '../rules/explain.ts';
import type { RuleMeta } from '../rules/rule.ts';
import { codeSpan, prose } from './escape-markdown.ts';
import { place } from './finding-places.ts';

/** Places that one answer names. */
const PLACES = 3;

/** What `rollcall explain NAME` tells, as Markdown: who needs it and why, and where it is given. */
export function nameMarkdown({ name, description, services }: NameExplanation, span: (range: Range) => Span): string {
  const placesOf = (ranges: readonly Range[]): string => {
    const shown = ranges.slice(0, PLACES).map((range) => codeSpan(place(span(range))));
    const more = ranges.length > PLACES ? [`and ${ranges.length - PLACES} more`] : [];
    return shown.length === 0 ? '' : ` (${[...shown, ...more].join(', ')})`;
  };
  const parts = services.map((service) =>
    [`#### ${codeSpan(service.service)}`, ...linesOf(service, placesOf)].join('\n'),
  );
  const none = parts.length === 0 ? ['No service reads it, and no deployment gives it.'] : [];
  return [`**${codeSpan(name)}**`, ...(description === null ? [] : [prose(description)]), ...parts, ...none].join(
    '\n\n',
  );
}

/** What `rollcall explain <rule>` tells, as Markdown. */
export function ruleMarkdown(rule: RuleMeta, severity: string | null): string {
  return `**${codeSpan(rule.id)}** ${rule.category}, ${severity ?? 'off'}\n\n${rule.docs.trim()}`;
}

function linesOf(
  { needs, reads, deployments }: ServiceExplanation,
  placesOf: (ranges: readonly Range[]) => string,
): string[] {
  const levels = [...new Set(reads.map(({ level, scope }) => `${level}${scope}`))];
  const unneeded = levels.length === 0 ? 'nothing of its code reads it' : `its code reads it as ${levels.join(', ')}`;
  return [
    ...needs.map(({ text, anyOf, ranges }) => `- **needed**: ${prose(text)}${choice(anyOf)}${placesOf(ranges)}`),
    ...(needs.length === 0
      ? [`- does not need it; ${prose(unneeded)}${placesOf(reads.map(({ range }) => range))}`]
      : []),
    ...deployments.map(({ given, environment, text, ranges }) => {
      const where = environment === null ? '' : `${codeSpan(environment)}: `;
      return `- **${givenWord(given)}**: ${where}${prose(text)}${placesOf(ranges)}`;
    }),
    ...(deployments.length === 0 ? ['- no deployment of it was found'] : []),
  ];
}

function choice(anyOf: readonly (readonly string[])[]): string {
  return anyOf.length < 2 ? '' : ` One of: ${prose(anyOf.map((names) => names.join(' and ')).join('; '))}.`;
}

function givenWord(given: string): string {
  if (given === 'yes') return 'given';
  return given === 'no' ? 'not given' : 'unknown';
}
