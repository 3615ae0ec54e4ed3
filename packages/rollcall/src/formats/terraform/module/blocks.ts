import type { Range } from '../../../model/span.ts';
import { hole, known, type Text } from '../../../model/text.ts';
import { evaluate } from '../evaluate/evaluate.ts';
import { eachOf, roundsOf } from '../evaluate/loops.ts';
import { type Scope, withNames } from '../evaluate/scope.ts';
import { asText, type Open, type Value } from '../evaluate/value.ts';
import type { Block, Body, Expression } from '../hcl/syntax.ts';
import { attributeIn } from './definitions.ts';

/** A block, or what a `dynamic` block makes for one item. */
export interface Found {
  readonly body: Body;
  readonly scope: Scope;
  readonly conditional: boolean;
  /** The block as it is written, or the `dynamic` block. */
  readonly block: Range;
  /** The item that a `dynamic` block makes it for, and what it says for each; null for a block of its own. */
  readonly made: { readonly item: Range; readonly content: Range } | null;
}

export interface FoundBlocks {
  readonly found: readonly Found[];
  /** Lists that make more such blocks than are known. */
  readonly open: readonly Open[];
}

/**
 * The blocks of a type in a body, those that `dynamic` blocks make included.
 * Source: https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks
 */
export function blocksIn(body: Body, type: string, scope: Scope): FoundBlocks {
  const found: Found[] = [];
  const open: Open[] = [];
  for (const block of body.blocks) {
    if (block.type === type && block.labels.length === 0)
      found.push({ body: block.body, scope, conditional: false, block: block.range, made: null });
    else if (block.type === 'dynamic' && block.labels[0] === type) {
      const made = makeBlocks(block, type, scope);
      found.push(...made.found);
      open.push(...made.open);
    }
  }
  return { found, open };
}

function makeBlocks(block: Block, type: string, scope: Scope): FoundBlocks {
  const content = block.body.blocks.find((one) => one.type === 'content');
  const forEach = attributeIn(block.body, 'for_each')?.value;
  if (!content || !forEach) return { found: [], open: [{ written: '…', range: block.range }] };
  const at = { written: scope.around.written(forEach.range), range: block.range };
  const { rounds, open } = roundsOf(evaluate(forEach, scope), at);
  const iterator = iteratorOf(attributeIn(block.body, 'iterator')?.value) ?? type;
  const found = rounds.map(
    (round): Found => ({
      body: content.body,
      scope: withNames(scope, [[iterator, eachOf(round)]]),
      conditional: round.conditional,
      block: block.range,
      made: { item: round.range, content: content.range },
    }),
  );
  return { found, open: open ? [{ written: open.written, range: block.range }] : [] };
}

function iteratorOf(value: Expression | undefined): string | null {
  if (value?.kind === 'variable') return value.name;
  return value?.kind === 'literal' && typeof value.value === 'string' ? value.value : null;
}

/** The blocks at the end of a path of types. */
export function blocksAt(body: Body, path: readonly string[], scope: Scope): FoundBlocks {
  let found: readonly Found[] = [
    { body, scope, conditional: false, block: { path: '', start: 0, end: 0 }, made: null },
  ];
  const open: Open[] = [];
  for (const type of path) {
    const next = found.map((one) => ({ one, inner: blocksIn(one.body, type, one.scope) }));
    open.push(...next.flatMap(({ inner }) => inner.open));
    found = next.flatMap(({ one, inner }) =>
      inner.found.map((block) => ({ ...block, conditional: block.conditional || one.conditional })),
    );
  }
  return { found, open };
}

/** An attribute of a block, evaluated; null where it is not there. */
export function valueIn({ body, scope }: Pick<Found, 'body' | 'scope'>, name: string): Value | null {
  const attribute = attributeIn(body, name);
  return attribute && evaluate(attribute.value, scope);
}

/** An attribute's text; null where it is not there, or null. */
export function textIn(found: Pick<Found, 'body' | 'scope'>, name: string): Text | null {
  const value = valueIn(found, name);
  return value === null || value.kind === 'null' ? null : asText(value);
}

/** An attribute's text where it must not be empty: what is empty by a default is left to whoever starts Terraform. */
export function filledTextIn(found: Pick<Found, 'body' | 'scope'>, name: string): Text | null {
  const attribute = attributeIn(found.body, name);
  const text = textIn(found, name);
  if (!attribute || (text && known(text) !== '')) return text;
  return hole(found.scope.around.written(attribute.value.range), attribute.value.range);
}
