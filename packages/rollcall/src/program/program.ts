/**
 * A program in a form that is the same for every language: what evaluation needs to know of it, and nothing else.
 *
 * Offsets are UTF-16 and relative to the unit that holds the node, so a unit that moved is still the same unit.
 */
export interface At {
  readonly start: number;
  readonly end: number;
}

export type Expression =
  | (At & {
      readonly kind: 'string';
      readonly value: string;
      /** Where the characters between the quotes begin; -1 when escapes or joined literals make them differ from the source. */
      readonly contentStart: number;
    })
  | (At & { readonly kind: 'number'; readonly value: number })
  | (At & { readonly kind: 'boolean'; readonly value: boolean })
  /** `None`, `null`, `undefined`. */
  | (At & { readonly kind: 'null' })
  /** An f-string, a template literal, or adjacent literals of which one is an f-string. */
  | (At & { readonly kind: 'template'; readonly parts: readonly Expression[] })
  | (At & { readonly kind: 'name'; readonly name: string })
  | (At & {
      readonly kind: 'attribute';
      readonly object: Expression;
      readonly name: string;
      readonly optional: boolean;
    })
  | (At & {
      readonly kind: 'index';
      readonly object: Expression;
      readonly index: Expression;
      readonly optional: boolean;
    })
  | (At & {
      readonly kind: 'call';
      readonly callee: Expression;
      readonly args: readonly CallArgument[];
      /** JavaScript's `new`. */
      readonly constructs: boolean;
      readonly optional: boolean;
      /**
       * Written without arguments, where a member and a call of it look the same (Ruby, Kotlin): what cannot be called is the value. With
       * `optional`, so is null: a property may hold it.
       */
      readonly bare?: true;
    })
  | (At & { readonly kind: 'list'; readonly sort: 'list' | 'tuple' | 'set'; readonly items: readonly ListItem[] })
  | (At & { readonly kind: 'dict'; readonly entries: readonly DictEntry[] })
  | (At & { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression })
  | (At & {
      readonly kind: 'compare';
      readonly operator: '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in' | 'is' | 'is not' | 'instanceof';
      readonly left: Expression;
      readonly right: Expression;
    })
  | (At & {
      readonly kind: 'logic';
      readonly operator: 'and' | 'or' | '??';
      readonly left: Expression;
      readonly right: Expression;
    })
  | (At & { readonly kind: 'not'; readonly value: Expression })
  | (At & {
      readonly kind: 'conditional';
      readonly test: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
    })
  | (At & { readonly kind: 'function'; readonly definition: FunctionDefinition })
  | (At & { readonly kind: 'class'; readonly definition: ClassDefinition })
  | (At & {
      readonly kind: 'comprehension';
      readonly sort: 'list' | 'set' | 'dict' | 'generator';
      readonly key: Expression | null;
      readonly element: Expression;
      readonly clauses: readonly ComprehensionClause[];
    })
  | (At & {
      readonly kind: 'assignment';
      readonly target: Target;
      readonly operator: string | null;
      readonly value: Expression;
    })
  /** JavaScript's `import("x")`; Python's `importlib.import_module` stays a call. */
  | (At & { readonly kind: 'import'; readonly module: Expression })
  /** `await x`, `yield x`, `(x)`, `x!`, `x as T`, `-x`: evaluated for `value`, `transparent` when its value is `value`'s. */
  | (At & { readonly kind: 'wrap'; readonly value: Expression; readonly transparent: boolean })
  /** Anything else; its operands are still evaluated for what they read. */
  | (At & { readonly kind: 'other'; readonly operands: readonly Expression[] });

export interface CallArgument extends At {
  readonly value: Expression;
  /** Keyword argument's name (Python); null for a positional one. */
  readonly name: string | null;
  /** `*args` or `...args` is `list`, `**kwargs` is `dict`. */
  readonly spread: 'list' | 'dict' | null;
}

export interface ListItem {
  readonly value: Expression;
  readonly spread: boolean;
}

export interface DictEntry {
  /** Null for a spread (`**d`, `...d`). JavaScript's plain keys are string expressions. */
  readonly key: Expression | null;
  readonly value: Expression;
}

export interface ComprehensionClause {
  readonly target: Target;
  readonly iterable: Expression;
  readonly tests: readonly Expression[];
}

export type Target =
  | (At & { readonly kind: 'name'; readonly name: string })
  | (At & { readonly kind: 'attribute'; readonly object: Expression; readonly name: string })
  | (At & { readonly kind: 'index'; readonly object: Expression; readonly index: Expression })
  | (At & { readonly kind: 'list'; readonly items: readonly (TargetItem | null)[] })
  | (At & { readonly kind: 'object'; readonly entries: readonly ObjectTargetEntry[]; readonly rest: Target | null })
  | (At & { readonly kind: 'other' });

export interface TargetItem {
  readonly target: Target;
  readonly otherwise: Expression | null;
  readonly rest: boolean;
}

export interface ObjectTargetEntry {
  readonly key: Expression;
  readonly target: Target;
  readonly otherwise: Expression | null;
}

export type Statement =
  | (At & { readonly kind: 'expression'; readonly value: Expression })
  | (At & {
      readonly kind: 'assign';
      readonly target: Target;
      /** `+` for `+=`, and so on; null for a plain assignment. */
      readonly operator: string | null;
      /** Null for a bare annotation (`x: int`) or `let x`. */
      readonly value: Expression | null;
      readonly annotation: Expression | null;
      readonly exported: boolean;
      /** Go's `:=`, `var` and `const`: names are bound here, whatever is called so outside. */
      readonly declares?: true;
    })
  | (At & {
      readonly kind: 'if';
      readonly test: Expression;
      readonly then: readonly Statement[];
      readonly otherwise: readonly Statement[];
    })
  | (At & {
      readonly kind: 'for';
      readonly target: Target;
      readonly iterable: Expression;
      readonly over: 'values' | 'keys';
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[];
    })
  | (At & { readonly kind: 'while'; readonly test: Expression; readonly body: readonly Statement[] })
  | (At & {
      readonly kind: 'try';
      readonly body: readonly Statement[];
      readonly handlers: readonly Handler[];
      readonly otherwise: readonly Statement[];
      readonly finally: readonly Statement[];
    })
  | (At & {
      readonly kind: 'with';
      readonly items: readonly { readonly value: Expression; readonly target: Target | null }[];
      readonly body: readonly Statement[];
    })
  | (At & {
      readonly kind: 'switch';
      readonly subject: Expression;
      readonly cases: readonly { readonly tests: readonly Expression[]; readonly body: readonly Statement[] }[];
    })
  | (At & { readonly kind: 'return'; readonly value: Expression | null })
  /** `raise`, `throw`. A bare `raise` in a handler has a null value. */
  | (At & { readonly kind: 'raise'; readonly value: Expression | null })
  | (At & { readonly kind: 'assert'; readonly test: Expression })
  | (At & { readonly kind: 'break' })
  | (At & { readonly kind: 'continue' })
  | (At & { readonly kind: 'block'; readonly body: readonly Statement[] })
  | (At & { readonly kind: 'delete'; readonly target: Target })
  | (At & { readonly kind: 'function'; readonly definition: FunctionDefinition; readonly exported: boolean })
  | (At & { readonly kind: 'class'; readonly definition: ClassDefinition; readonly exported: boolean })
  | (At & Import)
  | (At & Export)
  /** A part that does not parse, with what is known of it. */
  | (At & { readonly kind: 'broken' });

export interface Handler extends At {
  /** Names of the caught exceptions' classes (`ValueError`); null catches all. */
  readonly catches: readonly string[] | null;
  readonly bind: string | null;
  readonly body: readonly Statement[];
}

export interface Import {
  readonly kind: 'import';
  /** As written: `os`, `..config`, `./env.js`, `node:process`. */
  readonly module: string;
  /** Binds the module itself under this name (`import a.b` binds `a`; `import a.b as c` binds `c` to a.b; `import * as ns`). */
  readonly namespace: string | null;
  /** True for `import a.b` without `as`: the bound name is the first segment's package. */
  readonly bindsRoot: boolean;
  /** `{ name: '*', as: '*' }` for Python's `from x import *`; `default` for JavaScript's default import. */
  readonly names: readonly { readonly name: string; readonly as: string }[];
  readonly typeOnly: boolean;
}

export interface Export {
  readonly kind: 'export';
  /** Local name → exported name; `from` re-exports from another module; `*` → `*` for `export * from`. */
  readonly names: readonly { readonly name: string; readonly as: string }[];
  readonly from: string | null;
  /** `export default <expression>`, `module.exports = …` stays an assignment. */
  readonly value: Expression | null;
}

export interface Parameter {
  readonly target: Target;
  readonly otherwise: Expression | null;
  readonly sort: 'positional' | 'keyword-only' | 'rest-list' | 'rest-dict';
  readonly annotation: Expression | null;
}

export interface FunctionDefinition extends At {
  readonly name: string | null;
  /** Without the receiver. */
  readonly parameters: readonly Parameter[];
  /** The receiver's name in the body: Python's first parameter of a method (`self`, `cls`), JavaScript's `this`; null: none of its own. */
  readonly receiver: string | null;
  readonly role: 'function' | 'method' | 'static-method' | 'class-method' | 'getter' | 'setter' | 'constructor';
  readonly decorators: readonly Expression[];
  readonly async: boolean;
  readonly generator: boolean;
  readonly body: readonly Statement[];
}

export interface ClassDefinition extends At {
  readonly name: string | null;
  readonly bases: readonly Expression[];
  /** `class A(B, key=value)`. */
  readonly keywords: readonly { readonly name: string; readonly value: Expression }[];
  readonly decorators: readonly Expression[];
  /** Assignments (class attributes, fields) and functions (methods), in order. JavaScript's instance fields are in `fields`. */
  readonly body: readonly Statement[];
  /** Assignments run for each new instance (JavaScript's non-static fields, with `this` as receiver). */
  readonly fields: readonly Field[];
  /** Go's structs: every field, with what its tag says. */
  readonly struct?: readonly StructField[];
}

/** A field of each instance of a class of JavaScript; its place is its name's. */
export interface Field extends At {
  readonly name: string;
  readonly value: Expression | null;
  readonly decorators: readonly Expression[];
}

/** A field of one of Go's structs. An embedded one has the name of its type. */
export interface StructField extends At {
  readonly name: string;
  readonly embedded: boolean;
  /** The tag as a string with its place. */
  readonly tag: Expression | null;
  /** The type, where it has a name or is a struct; pointers are left out. */
  readonly type: Expression | null;
  /** The type as written. */
  readonly written: string;
  /** What the field holds before anything is assigned to it. */
  readonly zero: Expression;
}

/** What an import says, found by a lexer anywhere in a file; enough for the import graph. */
export interface ImportMention extends At {
  readonly module: string;
  /** Names taken from it, `*` included; empty for a plain import. */
  readonly names: readonly string[];
  readonly typeOnly: boolean;
}

/**
 * A piece of a file that is parsed on its own: a top-level statement or a run of them, a function, or a class. The unit's text alone
 * decides its meaning, so it can be cached by content.
 */
export interface UnitText extends At {
  readonly text: string;
  /** Names that a `def`, `async def` or `class` at the unit's top level binds; null when the unit must be run in order to know. */
  readonly defines: string | null;
  readonly sort: 'function' | 'class' | 'statements';
  /** Names that the unit binds, where a lexer can tell and it `defines` none by itself: Go's `var` and `const`. */
  readonly binds?: readonly string[];
}

export type LanguageId = 'python' | 'javascript' | 'go' | 'ruby' | 'java' | 'kotlin' | 'application-config';

/** A language's front end. Every function takes any text and neither throws nor hangs. */
export interface Language {
  readonly id: LanguageId;
  /** Grows when the meaning of `lower` changes; part of cache keys. */
  readonly version: number;
  readonly extensions: readonly string[];
  /** Paths of configuration that the language's frameworks read, and that may be something else too: a manifest, for example. */
  readonly configuration?: RegExp;
  /** Loads the parser; must have resolved before `lower` is called. */
  load(): Promise<void>;
  /** Cuts a file into units: in order, without overlap; what lies between two units is white space or comments. */
  cut(text: string, path?: string): readonly UnitText[];
  imports(text: string): readonly ImportMention[];
  /** The package that a file says it belongs to, where the files of a folder share one scope. */
  packageOf?(text: string): string | null;
  /** The comments of a file, with their marks, in order; null where it cannot be told. Without it, a scan that is the same for many languages does. */
  comments?(text: string): Promise<readonly At[] | null>;
  /** Parses one unit; offsets are relative to the unit's text. Broken parts become `broken` statements. */
  lower(unit: string, path?: string): readonly Statement[];
}
