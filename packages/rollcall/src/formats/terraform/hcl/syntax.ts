import type { Range } from '../../../model/span.ts';

/**
 * The configuration language's syntax, the same for native files and JSON.
 * Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md, https://developer.hashicorp.com/terraform/language/syntax/json
 */
export interface Body {
  readonly attributes: readonly Attribute[];
  readonly blocks: readonly Block[];
}

export interface Attribute {
  readonly name: string;
  readonly value: Expression;
  readonly range: Range;
}

export interface Block {
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: Body;
  readonly range: Range;
  /** The first place in it that does not parse. */
  readonly broken: Range | null;
}

export type Expression =
  | {
      readonly kind: 'literal';
      readonly value: string | boolean | null;
      /** The characters of the text are those of the source at its range. */
      readonly exact: boolean;
      readonly range: Range;
    }
  | { readonly kind: 'template'; readonly parts: readonly TemplatePart[]; readonly range: Range }
  | { readonly kind: 'tuple'; readonly items: readonly Expression[]; readonly range: Range }
  | { readonly kind: 'object'; readonly entries: readonly ObjectEntry[]; readonly range: Range }
  | { readonly kind: 'variable'; readonly name: string; readonly range: Range }
  | { readonly kind: 'attribute'; readonly of: Expression; readonly name: string; readonly range: Range }
  | { readonly kind: 'index'; readonly of: Expression; readonly index: Expression; readonly range: Range }
  /** `each` is what follows the star, of a variable called `*`. */
  | { readonly kind: 'splat'; readonly of: Expression; readonly each: Expression; readonly range: Range }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly args: readonly Expression[];
      /** The last argument is a list of arguments. */
      readonly spreads: boolean;
      readonly range: Range;
    }
  | ForExpression
  | {
      readonly kind: 'conditional';
      readonly condition: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
      readonly range: Range;
    }
  | {
      readonly kind: 'operation';
      readonly operator: string;
      readonly operands: readonly Expression[];
      readonly range: Range;
    }
  | { readonly kind: 'broken'; readonly range: Range };

export interface ObjectEntry {
  readonly key: Expression;
  readonly value: Expression;
  readonly range: Range;
}

export interface ForExpression {
  readonly kind: 'for';
  /** One name, or the key's and the value's. */
  readonly names: readonly string[];
  readonly collection: Expression;
  /** Null: it makes a list. */
  readonly key: Expression | null;
  readonly value: Expression;
  readonly condition: Expression | null;
  /** Values of one key are put into a list. */
  readonly groups: boolean;
  readonly range: Range;
}

/** A directive (`%{ if }`, `%{ for }`) is `broken`: its text is not known. */
export type TemplatePart = Expression;

/** One file, parsed. */
export interface ParsedFile {
  readonly path: string;
  readonly text: string;
  readonly body: Body;
  /** What of it does not parse, in order. */
  readonly broken: readonly Range[];
}
