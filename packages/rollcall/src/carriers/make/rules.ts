import { flatten } from '../../model/flat-text.ts';
import { known, type Text } from '../../model/text.ts';
import { expand } from './expand.ts';
import type { Make, Rule, Specific } from './state.ts';
import { findOutside } from './statements.ts';
import { stemOf, wordsOf } from './word-functions.ts';

/** The rule of a target; each target has one, whatever the number of lines that speak of it. */
export function addRule(make: Make, target: string): Rule {
  if (target === '.ONESHELL') make.oneShell = true;
  if (target === '.EXPORT_ALL_VARIABLES') make.exportsAll = true;
  if (target.includes('%')) {
    const rule: Rule = { target, prerequisites: [], recipe: [] };
    make.patterns.push(rule);
    return rule;
  }
  const held = make.rules.get(target);
  if (held) return held;
  const rule: Rule = { target, prerequisites: [], recipe: [] };
  make.rules.set(target, rule);
  if (make.first === null && !/^\.[A-Z]/.test(target)) make.first = target;
  return rule;
}

/** `a b | c`, or `pattern: a b` of a static pattern rule. */
export function addPrerequisites(make: Make, rule: Rule, rest: Text): void {
  const expanded = expand(make, rest);
  const flat = flatten(expanded);
  const colon = findOutside(flat.chars, ':', 0);
  const pattern = colon === null ? null : known(flat.cut(0, colon));
  const stem = pattern === null ? null : stemOf(pattern.trim(), rule.target);
  const listed = flat.cut(pattern === null || colon === null ? 0 : colon + 1, flat.chars.length);
  const words = wordsOf(listed).filter((word) => known(word) !== '|');
  const filled = stem === null ? words : words.map((word) => replaceStem(word, stem));
  rule.prerequisites = [...rule.prerequisites, ...filled];
  if (stem !== null) Object.assign(rule, { stem });
}

function replaceStem(word: Text, stem: string): Text {
  const chars = known(word);
  if (!chars?.includes('%')) return word;
  return [{ kind: 'text', text: chars.replace('%', () => stem), range: word[0]?.range ?? null, exact: false }];
}

export function addRecipeLine(rule: Rule, text: Text): void {
  if (text.length > 0) rule.recipe.push(text);
}

export function addSpecific(make: Make, target: string, specific: Specific): void {
  make.specifics.set(target, [...(make.specifics.get(target) ?? []), specific]);
}

/** A rule of a target by its name, or by the pattern that it matches. */
export function findRule(make: Make, target: string): Rule | null {
  const own = make.rules.get(target);
  if (own && own.recipe.length > 0) return own;
  for (const pattern of make.patterns) {
    const stem = pattern.target === '%' ? null : stemOf(pattern.target, target);
    if (stem === null || pattern.recipe.length === 0) continue;
    const prerequisites = pattern.prerequisites.map((word) => replaceStem(word, stem));
    return {
      target,
      stem,
      recipe: pattern.recipe,
      prerequisites: [...(own?.prerequisites ?? []), ...prerequisites],
    };
  }
  return own ?? null;
}
