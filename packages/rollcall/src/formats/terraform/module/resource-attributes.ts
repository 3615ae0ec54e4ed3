import type { Range } from '../../../model/span.ts';
import { evaluate } from '../evaluate/evaluate.ts';
import type { Scope } from '../evaluate/scope.ts';
import { computed, listValue, type Value } from '../evaluate/value.ts';
import type { Block } from '../hcl/syntax.ts';
import { attributeIn } from './definitions.ts';

/**
 * Attributes that lead to a secret, and the argument that says its id.
 * Source: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/secret_manager_secret#attributes-reference
 */
const SECRET: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  [
    'google_secret_manager_secret',
    new Map([
      ['id', 'secret_id'],
      ['name', 'secret_id'],
    ]),
  ],
  ['google_secret_manager_secret_version', new Map([['secret_id', 'secret']])],
]);

/** Arguments whose value Terraform reports as something else than what was given, or that hold a secret. */
const OTHERWISE = new Set(['secret_data', 'result']);

/** What an attribute of a resource is known to be before it is there: what its own block gives to it. */
export function resourceAttribute(block: Block, name: string, scope: Scope, written: string, range: Range): Value {
  const [type = ''] = block.labels;
  if (name === 'metadata' && /^kubernetes_/.test(type)) return metadataOf(block, scope);
  const argument = attributeIn(block.body, SECRET.get(type.replace(/-beta$/, ''))?.get(name) ?? name);
  if (!argument || OTHERWISE.has(name)) return computed(written, range);
  return evaluate(argument.value, scope);
}

/** The block by which an object of Kubernetes says its name: a list of one, as the provider reports it. */
function metadataOf(block: Block, scope: Scope): Value {
  const items = block.body.blocks.flatMap(({ type, body, range }) => {
    if (type !== 'metadata') return [];
    const attribute = (name: string, written: string, at: Range): Value => {
      const argument = attributeIn(body, name);
      return argument ? evaluate(argument.value, scope) : computed(written, at);
    };
    return [{ value: { kind: 'instance', attribute } as const, conditional: false, range }];
  });
  return listValue(items);
}
