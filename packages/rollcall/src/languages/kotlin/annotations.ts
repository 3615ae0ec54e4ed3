import type { Expression } from '../../program/program.ts';
import { callOf } from '../placeholders.ts';
import { partOf, partsOf, type Syntax } from '../syntax.ts';
import { at, before, type Lowering, lowerExpression, textOf } from './lowering.ts';
import { lowerPlaceholders } from './strings.ts';

/** The annotations of a declaration by their simple names; some stand in a list of modifiers beside it. */
export function annotationsOf(x: Lowering, nodes: readonly Syntax[]): ReadonlyMap<string, Syntax> {
  const found = new Map<string, Syntax>();
  for (const node of nodes)
    for (const list of [node, partOf(node, 'modifiers')]) {
      for (const one of list ? partsOf(list) : []) {
        if (one.type !== 'annotation') continue;
        const made = partOf(one, 'constructor_invocation') ?? one;
        const type = partOf(made, 'user_type');
        if (type) found.set(textOf(x, type).split('.').at(-1) ?? '', made);
      }
    }
  return found;
}

/** An element of an annotation: `name = "x"`, or the only one that stands alone. */
function elementOf(x: Lowering, annotation: Syntax | undefined, names: readonly string[]): Syntax | null {
  const list = annotation ? partOf(annotation, 'value_arguments') : undefined;
  for (const one of list ? partsOf(list) : []) {
    const parts = partsOf(one);
    const key = parts.length === 2 && parts[0] ? textOf(x, parts[0]) : 'value';
    const value = parts.at(-1);
    if (value && names.includes(key)) return value;
  }
  return null;
}

/**
 * What a framework puts into a property or parameter; null where it puts nothing in.
 * https://docs.spring.io/spring-framework/reference/languages/kotlin/annotations.html
 * https://download.eclipse.org/microprofile/microprofile-config-3.1/microprofile-config-spec-3.1.html#_simple_dependency_injection
 */
export function injectedValue(x: Lowering, nodes: readonly Syntax[], type: string): Expression | null {
  const annotations = annotationsOf(x, nodes);
  const value = elementOf(x, annotations.get('Value'), ['value']);
  if (value) return lowerPlaceholders(x, value) ?? lowerExpression(x, value);
  const property = annotations.get('ConfigProperty') ?? annotations.get('Property');
  const written = property ? elementOf(x, property, ['name', 'value']) : null;
  if (!property || !written) return null;
  const name = lowerExpression(x, written);
  const otherwise = elementOf(x, property, ['defaultValue']);
  const place =
    name.kind === 'string' && name.contentStart >= 0
      ? { start: name.contentStart, end: name.contentStart + name.value.length }
      : at(name);
  const absent: Expression = { kind: 'null', start: place.end, end: place.end };
  const isOptional = type.endsWith('?') || /^Optional\b/.test(type);
  const given = otherwise ? lowerExpression(x, otherwise) : isOptional ? absent : null;
  return callOf('microprofile.property', given ? [name, given] : [name], place);
}

/** The prefix of a class whose properties are bound. https://docs.spring.io/spring-boot/reference/features/kotlin.html#features.kotlin.configuration-properties */
export function prefixOf(x: Lowering, node: Syntax): string | null {
  const annotations = annotationsOf(x, [node]);
  const prefix = elementOf(x, annotations.get('ConfigurationProperties'), ['value', 'prefix']);
  const value = prefix && lowerExpression(x, prefix);
  return value?.kind === 'string' ? value.value : null;
}

/** A property of a bound class: `prefix.some-name`, demanded where its type has no null and nothing stands for it. */
export function boundValue(
  x: Lowering,
  prefix: string,
  name: Syntax,
  otherwise: Expression | null,
  demanded: boolean,
): Expression {
  const written = textOf(x, name)
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase();
  const key: Expression = { kind: 'string', value: `${prefix}.${written}`, contentStart: -1, ...at(name) };
  const strict: Expression = { kind: 'boolean', value: demanded, start: name.end, end: name.end };
  return callOf('spring.bind', otherwise ? [key, strict, otherwise] : [key, strict], name);
}

/** Classes whose instances a framework makes when it starts. */
const MANAGED =
  /^(Component|Service|Repository|Controller|RestController|RestControllerAdvice|ControllerAdvice|Configuration|AutoConfiguration|SpringBootApplication|ConfigurationProperties|ApplicationScoped|Singleton|Startup|Factory|Context|Path)$/;

/** What makes the constructor of a class start with its framework. */
export function managedBy(x: Lowering, node: Syntax): readonly Expression[] {
  const managed = [...annotationsOf(x, [node])].find(([name]) => MANAGED.test(name));
  return managed ? [{ kind: 'name', name: 'Bean', ...before(managed[1]) }] : [];
}
