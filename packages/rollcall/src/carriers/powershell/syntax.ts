import type { Range } from '../../model/span.ts';
import type { Text } from '../../model/text.ts';

/** Where something stands in the text that was parsed. */
export interface At {
  readonly start: number;
  readonly end: number;
}

/** https://learn.microsoft.com/powershell/scripting/lang-spec/chapter-07 */
export type Expression = At &
  (
    | { readonly kind: 'text'; readonly parts: readonly (Text | Expression)[] }
    | { readonly kind: 'number'; readonly text: string }
    | { readonly kind: 'variable'; readonly name: string }
    | { readonly kind: 'splat'; readonly name: string }
    | { readonly kind: 'list'; readonly items: readonly Expression[] }
    /** `@( )`, `$( )` and `( )`: what its statements give. */
    | { readonly kind: 'group'; readonly body: readonly Statement[]; readonly isArray: boolean }
    | { readonly kind: 'map'; readonly entries: readonly (readonly [Expression, Statement])[] }
    | { readonly kind: 'block'; readonly fn: FunctionNode }
    | {
        readonly kind: 'member';
        readonly of: Expression;
        readonly name: string;
        readonly args: readonly Expression[] | null;
      }
    | {
        readonly kind: 'static';
        readonly type: string;
        readonly name: string;
        readonly args: readonly Expression[] | null;
      }
    | { readonly kind: 'index'; readonly of: Expression; readonly index: Expression }
    | { readonly kind: 'unary'; readonly operator: string; readonly of: Expression }
    | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
    | { readonly kind: 'type' }
  );

export interface Parameter {
  readonly name: string;
  readonly isSwitch: boolean;
  readonly otherwise: Expression | null;
}

export interface FunctionNode {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
}

export interface CommandNode extends At {
  readonly kind: 'command';
  readonly words: readonly Expression[];
  readonly into: Redirect | null;
}

/** `>` and `>>`: the file that gets what is printed. */
export interface Redirect {
  readonly file: Expression;
  readonly appends: boolean;
}

export type Stage =
  | CommandNode
  | { readonly kind: 'expression'; readonly of: Expression; readonly into: Redirect | null };

export type Statement = At &
  (
    | { readonly kind: 'pipeline'; readonly stages: readonly Stage[] }
    | { readonly kind: 'assign'; readonly target: Expression; readonly operator: string; readonly value: Statement }
    | {
        readonly kind: 'if';
        readonly clauses: readonly (readonly [Statement, readonly Statement[]])[];
        readonly otherwise: readonly Statement[] | null;
      }
    | { readonly kind: 'foreach'; readonly name: string; readonly in: Statement; readonly body: readonly Statement[] }
    | { readonly kind: 'loop'; readonly body: readonly Statement[] }
    | {
        readonly kind: 'switch';
        readonly on: Statement;
        readonly cases: readonly (readonly [Expression | null, readonly Statement[]])[];
      }
    | { readonly kind: 'function'; readonly fn: FunctionNode }
    | { readonly kind: 'param'; readonly parameters: readonly Parameter[] }
    | { readonly kind: 'try'; readonly body: readonly Statement[]; readonly after: readonly Statement[] }
    | { readonly kind: 'leave'; readonly how: string; readonly value: Statement | null }
    | { readonly kind: 'blocks'; readonly body: readonly Statement[] }
  );

export interface Script {
  readonly body: readonly Statement[];
  /** What does not parse. */
  readonly broken: readonly Range[];
}
