import type { Range } from '../../../model/span.ts';
import type { Block, Expression } from '../hcl/syntax.ts';
import { attributeIn } from '../module/definitions.ts';

/** Parts of a resource that hold its environment: to ignore one of them is to leave the environment to others. */
const WHOLE = /^(all|template|service_config|environment_variables|spec)$/;

/**
 * Where a resource says that others may change its environment.
 * Source: https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#ignore_changes
 */
export function ignoresEnvironment(block: Block): Range | null {
  const lifecycle = block.body.blocks.find(({ type }) => type === 'lifecycle');
  const value = lifecycle && attributeIn(lifecycle.body, 'ignore_changes')?.value;
  if (!value) return null;
  const items = value.kind === 'tuple' ? value.items : [value];
  return items.find((item) => coversEnvironment(stepsOf(item)))?.range ?? null;
}

function coversEnvironment(steps: readonly string[]): boolean {
  const last = steps.at(-1) ?? '';
  if (steps.includes('env') || /environment_variables$/.test(last)) return true;
  return (WHOLE.test(last) && steps.length <= 3) || /^containers?$/.test(last);
}

/** The names on the way: `template[0].containers[0].env` is template, containers, env. */
function stepsOf(item: Expression): readonly string[] {
  switch (item.kind) {
    case 'variable':
      return [item.name];
    case 'attribute':
      return [...stepsOf(item.of), item.name];
    case 'index':
      return stepsOf(item.of);
    case 'splat':
      return [...stepsOf(item.of), ...stepsOf(item.each).filter((name) => name !== '*')];
    case 'literal':
      return typeof item.value === 'string' ? item.value.replace(/\[[^\]]*\]/g, '').split('.') : [];
    default:
      return [];
  }
}
