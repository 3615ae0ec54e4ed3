import type { Expression } from '../../program/program.ts';
import { callOf, placeholdersIn } from '../placeholders.ts';
import { partOf, partsOf, type Syntax } from '../syntax.ts';
import { at, type Lowering, lowerExpression, textOf } from './lowering.ts';

/** The annotations of a declaration by their simple names. */
export function annotationsOf(x: Lowering, node: Syntax): ReadonlyMap<string, Syntax> {
  const modifiers = partOf(node, 'modifiers');
  const found = new Map<string, Syntax>();
  for (const one of modifiers ? partsOf(modifiers) : []) {
    if (one.type !== 'annotation' && one.type !== 'marker_annotation') continue;
    const name = partsOf(one)[0];
    if (name) found.set(textOf(x, name).split('.').at(-1) ?? '', one);
  }
  return found;
}

/** An element of an annotation: `name = "x"`, or the only one that stands alone. */
function elementOf(x: Lowering, annotation: Syntax | undefined, names: readonly string[]): Expression | null {
  const list = annotation ? partOf(annotation, 'annotation_argument_list') : undefined;
  for (const one of list ? partsOf(list) : []) {
    const pair = one.type === 'element_value_pair' ? partsOf(one) : null;
    const key = pair ? (pair[0] ? textOf(x, pair[0]) : '') : 'value';
    const value = pair ? pair[1] : one;
    if (value && names.includes(key)) return lowerExpression(x, value);
  }
  return null;
}

const NULLABLE = /^(Nullable|CheckForNull)$/;

/**
 * What a framework puts into a field or parameter; null where it puts nothing in.
 * https://docs.spring.io/spring-framework/reference/core/beans/annotation-config/value-annotations.html
 * https://download.eclipse.org/microprofile/microprofile-config-3.1/microprofile-config-spec-3.1.html#_simple_dependency_injection
 */
export function injectedValue(x: Lowering, node: Syntax, type: string): Expression | null {
  const annotations = annotationsOf(x, node);
  const optional = /^Optional\b/.test(type) || [...annotations.keys()].some((name) => NULLABLE.test(name));
  const value = elementOf(x, annotations.get('Value'), ['value']);
  if (value?.kind === 'string' && value.contentStart >= 0) return placeholdersIn(value.value, value.contentStart);
  if (value) return value;
  const property = annotations.get('ConfigProperty') ?? annotations.get('Property');
  if (!property) return null;
  const name = elementOf(x, property, ['name', 'value']);
  if (!name) return null;
  const otherwise = elementOf(x, property, ['defaultValue']);
  const place =
    name.kind === 'string' && name.contentStart >= 0
      ? { start: name.contentStart, end: name.contentStart + name.value.length }
      : at(name);
  const absent: Expression = { kind: 'null', start: place.end, end: place.end };
  return callOf('microprofile.property', otherwise ? [name, otherwise] : optional ? [name, absent] : [name], place);
}

/** The prefix of a class whose fields are bound to properties. https://docs.spring.io/spring-boot/reference/features/external-config.html#features.external-config.typesafe-configuration-properties */
export function prefixOf(x: Lowering, node: Syntax): string | null {
  const annotations = annotationsOf(x, node);
  const prefix = elementOf(x, annotations.get('ConfigurationProperties'), ['value', 'prefix']);
  return prefix?.kind === 'string' ? prefix.value : null;
}

const DEMANDED = /^(NotNull|NotBlank|NotEmpty)$/;

/** A field of a bound class: `prefix.some-name`, demanded where the class is validated and the field says so. */
export function boundValue(
  x: Lowering,
  node: Syntax,
  prefix: string,
  validated: boolean,
  name: Syntax,
  otherwise: Expression | null,
): Expression {
  const written = textOf(x, name)
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase();
  const demanded = validated && [...annotationsOf(x, node).keys()].some((one) => DEMANDED.test(one));
  const key: Expression = { kind: 'string', value: `${prefix}.${written}`, contentStart: -1, ...at(name) };
  const strict: Expression = { kind: 'boolean', value: demanded, start: name.end, end: name.end };
  return callOf('spring.bind', otherwise ? [key, strict, otherwise] : [key, strict], name);
}
