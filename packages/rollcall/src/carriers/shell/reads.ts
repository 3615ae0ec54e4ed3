import { type AssignmentPrefix, type Command, parse, type Word } from 'unbash';
import type { Level } from '../../model/read.ts';

/** One place in which a shell script takes a name from its environment. Offsets are those of the text. */
export interface ShellRead {
  readonly name: string;
  readonly level: Level;
  readonly idiom: 'parameter expansion' | 'parameter check' | 'printenv';
  readonly start: number;
  readonly end: number;
  /** Where the script stops without it. */
  readonly refusal: { readonly start: number; readonly end: number } | null;
}

export interface ShellReads {
  readonly reads: readonly ShellRead[];
  /** Names that the script gives values to; what it starts may take them from it. */
  readonly assigned: ReadonlySet<string>;
  /** Places that read names which only run time knows. */
  readonly dynamic: readonly { readonly start: number; readonly end: number }[];
}

/** Names that the shell itself sets, and those that every container has. https://www.gnu.org/software/bash/manual/bash.html#Shell-Variables */
const OWN =
  /^(\d+|[@*#?$!_-]|PATH|HOME|TERM|SHELL|HOSTNAME|PWD|OLDPWD|SHLVL|E?UID|GROUPS|PPID|RANDOM|SRANDOM|SECONDS|EPOCH\w+|LINENO|IFS|OPT(ARG|IND|ERR)|REPLY|PIPESTATUS|FUNCNAME|DIRSTACK|HOSTTYPE|OSTYPE|MACHTYPE|COLUMNS|LINES|PS[0-4]|BASH\w*|MAPFILE|COPROC)$/;

/**
 * The names that a shell script takes from its environment: those that it expands before it assigns them. `${X:?}` stops without the
 * name, as `$X` does under `set -u` and a test of it does that ends the script; `${X:-d}` has a default.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_06_02
 */
export function shellReads(text: string): ShellReads {
  const walk = new ScriptWalk(text);
  walk.visit(parse(text).commands, false);
  return walk.result();
}

interface Node {
  readonly type: string;
  readonly pos: number;
  readonly end: number;
}

interface Found extends ShellRead {
  /** Inside a function, all that the script assigns counts. */
  readonly inFunction: boolean;
}

/** Parts that the parser makes when they are asked for. */
const READ_WHEN_ASKED = ['parts', 'script', 'expression'];

class ScriptWalk {
  readonly #text: string;
  readonly #found: Found[] = [];
  readonly #dynamic: { start: number; end: number }[] = [];
  readonly #assigned = new Set<string>();
  readonly #checks = new Map<string, { start: number; end: number }>();
  #nounset: boolean;
  #sources = false;
  #functions = 0;

  constructor(text: string) {
    this.#text = text;
    this.#nounset = /^#!\S*sh\s+-\w*u/.test(text);
  }

  result(): ShellReads {
    const reads = this.#found
      .filter(({ name, inFunction }) => !inFunction || !this.#assigned.has(name))
      .map(({ inFunction: _, ...read }) => read);
    return { reads, assigned: this.#assigned, dynamic: this.#dynamic };
  }

  /** @param conditional whether it runs on some ways only */
  visit(value: unknown, conditional: boolean): void {
    if (Array.isArray(value)) for (const item of value) this.visit(item, conditional);
    if (!isNode(value)) return;
    const node = value;
    switch (node.type) {
      case 'If':
        return this.#visitIf(node, conditional);
      case 'AndOr':
        return this.#visitAndOr(node, conditional);
      case 'Case':
      case 'While':
      case 'For':
      case 'Select':
      case 'ArithmeticFor':
        return this.#visitBranches(node, conditional);
      case 'Function':
        this.#functions++;
        this.visit(field(node, 'body'), conditional);
        this.#functions--;
        return;
      case 'Command':
        return this.#visitCommand(value as unknown as Command, conditional);
      case 'Assignment':
        this.#visitAssignment(value as unknown as AssignmentPrefix, conditional, true);
        return;
      case 'SimpleExpansion':
        return this.#expand(node.end - node.pos > 1 ? this.#slice(node).replace(/^\$/, '') : '', node, conditional);
      case 'ParameterExpansion':
        return this.#visitParameter(node, conditional);
      default:
        this.#visitInside(node, conditional);
    }
  }

  #slice({ pos, end }: Node): string {
    return this.#text.slice(pos, end);
  }

  #visitInside(node: Node, conditional: boolean): void {
    for (const [key, inner] of Object.entries(node)) if (key !== 'type') this.visit(inner, conditional);
    for (const key of READ_WHEN_ASKED) if (!Object.hasOwn(node, key)) this.visit(field(node, key), conditional);
  }

  /** What a test finds missing and ends the script for is required. */
  #visitIf(node: Node, conditional: boolean): void {
    const clause = field(node, 'clause');
    const missing = namesMissing(clause, this.#text, true);
    const ends = exitIn(field(node, 'then'), this.#text);
    if (ends && !conditional) for (const name of missing) this.#checks.set(name, ends);
    this.visit(clause, conditional);
    if (ends && !conditional) for (const name of missing) this.#checks.delete(name);
    for (const part of ['then', 'elif', 'else']) this.visit(field(node, part), true);
  }

  /** `[ -z "$X" ] && exit 1`, `[ -n "$X" ] || exit 1`. */
  #visitAndOr(node: Node, conditional: boolean): void {
    const commands = list(field(node, 'commands'));
    const operators = list(field(node, 'operators'));
    const [first, ...rest] = commands;
    const ends = rest.map((command) => exitIn(command, this.#text)).find((found) => found !== null) ?? null;
    const missing = ends && rest.length === 1 ? namesMissing(first, this.#text, operators[0] === '&&') : [];
    if (ends && !conditional) for (const name of missing) this.#checks.set(name, ends);
    this.visit(first, conditional);
    if (ends && !conditional) for (const name of missing) this.#checks.delete(name);
    for (const command of rest) this.visit(command, true);
  }

  #visitBranches(node: Node, conditional: boolean): void {
    if (node.type === 'For' || node.type === 'Select') {
      this.visit(field(node, 'wordlist'), conditional);
      this.#assign(wordText(field(node, 'name')));
    }
    for (const part of ['word', 'clause', 'initialize', 'test', 'update']) this.visit(field(node, part), conditional);
    for (const part of ['items', 'body']) this.visit(field(node, part), true);
  }

  #visitCommand(command: Command, conditional: boolean): void {
    const name = command.name?.value ?? '';
    for (const part of command.prefix)
      if (part.type === 'Assignment') this.#visitAssignment(part, conditional, command.name === undefined);
      else this.visit(part, conditional);
    this.visit(command.name, conditional);
    const words = command.suffix.flatMap((part) => (part.type === 'Word' ? [part] : []));
    if (name === 'set' && words.some(({ value }) => /^-\w*u/.test(value) || value === 'nounset'))
      this.#nounset = !words.some(({ value }) => /^\+o$/.test(value));
    if (name === '.' || name === 'source') this.#sources = true;
    if (/^(envsubst|eval)$/.test(name)) this.#dynamic.push({ start: command.pos, end: command.end });
    for (const part of command.suffix) this.visit(part, conditional);
    if (name === 'printenv') for (const word of words) this.#printed(word);
    for (const assigned of assignedBy(name, words)) this.#assign(assigned);
  }

  #printed({ value, pos, end }: Word): void {
    if (/^[A-Za-z_]\w*$/.test(value))
      this.#read({ name: value, level: 'optional', idiom: 'printenv', start: pos, end, refusal: null });
  }

  #visitAssignment(node: AssignmentPrefix, conditional: boolean, stays: boolean): void {
    this.visit(node.index, conditional);
    this.visit(node.value, conditional);
    if (stays) this.#assign(node.name);
  }

  #assign(name: string): void {
    this.#assigned.add(name);
  }

  #visitParameter(node: Node, conditional: boolean): void {
    const name = String(field(node, 'parameter'));
    const operation = field(node, 'operation');
    const operator = isNode(operation) && operation.type === 'Default' ? String(field(operation, 'operator')) : '';
    const operand = isNode(operation) ? field(operation, 'operand') : undefined;
    if (field(node, 'prefix') === '!' && !(isNode(operation) && operation.type === 'Names'))
      this.#dynamic.push({ start: node.pos, end: node.end });
    if (/^:?\?$/.test(operator)) this.#check(name, node, conditional);
    else if (/^:?[-=]$/.test(operator)) this.#default(name, node, wordText(operand) === '' ? 'optional' : 'defaulted');
    else if (/^:?\+$/.test(operator)) this.#default(name, node, 'optional');
    else this.#expand(name, node, conditional);
    this.visit(field(node, 'index'), conditional);
    if (isNode(operation)) this.#visitInside(operation, true);
    if (/^:?=$/.test(operator)) this.#assign(name);
  }

  #check(name: string, node: Node, conditional: boolean): void {
    const at = { start: node.pos, end: node.end };
    const refusal = conditional ? null : at;
    this.#read({ name, level: refusal ? 'required' : 'optional', idiom: 'parameter check', ...at, refusal });
  }

  #default(name: string, node: Node, level: Level): void {
    const checked = this.#checks.get(name) ?? null;
    const own = checked ? 'required' : level;
    this.#read({ name, level: own, idiom: 'parameter expansion', start: node.pos, end: node.end, refusal: checked });
  }

  #expand(name: string, node: Node, conditional: boolean): void {
    const at = { start: node.pos, end: node.end };
    const unset = this.#nounset && !conditional && !this.#sources ? at : null;
    const refusal = this.#checks.get(name) ?? unset;
    this.#read({ name, level: refusal ? 'required' : 'optional', idiom: 'parameter expansion', ...at, refusal });
  }

  #read(read: ShellRead): void {
    if (!/^[A-Za-z_]\w*$/.test(read.name) || OWN.test(read.name)) return;
    if (this.#functions === 0 && this.#assigned.has(read.name)) return;
    this.#found.push({ ...read, inFunction: this.#functions > 0 });
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'type') === 'string';
}

function field(node: unknown, name: string): unknown {
  return typeof node === 'object' && node !== null ? Reflect.get(node, name) : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function wordText(word: unknown): string {
  return isNode(word) ? String(field(word, 'value') ?? '') : '';
}

/** Names to which a command gives values. */
function assignedBy(name: string, words: readonly Word[]): readonly string[] {
  const plain = words.map(({ value }) => value).filter((value) => /^[A-Za-z_]\w*$/.test(value));
  if (/^(read|mapfile|readarray|local|declare|typeset)$/.test(name)) return plain;
  if (name === 'getopts') return plain.slice(-1);
  if (name !== 'printf') return [];
  const at = words.findIndex(({ value }) => value === '-v');
  return at < 0 ? [] : [words[at + 1]?.value ?? ''];
}

/** Names that a test finds missing where it holds (or, where it is turned round, does not hold). */
function namesMissing(test: unknown, text: string, holds: boolean): readonly string[] {
  const only = single(test);
  const written = only ? text.slice(only.pos, only.end).trim() : '';
  const inner = /^(?:\[\[?|test)\s+(.*?)\s*(?:\]\]?)?$/s.exec(written.replace(/^!\s+/, ''))?.[1];
  if (inner === undefined) return [];
  const wants = written.startsWith('!') ? !holds : holds;
  const parts = inner.split(/\s+(?:\|\||-o)\s+|\s*\]\]?\s*\|\|\s*\[\[?\s*/);
  const pattern = wants
    ? /^(?:-z\s+)?"?\$\{?(\w+)(?::?-)?\}?"?$|^"?\$\{?(\w+)(?::?-)?\}?"?\s+==?\s+(?:""|'')$/
    : /^(?:-n\s+)?"?\$\{?(\w+)(?::?-)?\}?"?$/;
  const names = parts.map((part) => {
    const found = pattern.exec(part.trim());
    // A bare word holds where it is not empty.
    const bare = wants && found?.[1] !== undefined && !part.trim().startsWith('-z');
    return bare ? null : (found?.[1] ?? found?.[2] ?? null);
  });
  return names.every((name) => name !== null) ? names : [];
}

/** The one command that a list, a pipeline or a chain of alternatives is, as it stands in the text. */
function single(node: unknown): Node | null {
  if (!isNode(node)) return null;
  const commands = list(field(node, 'commands'));
  if (node.type === 'CompoundList' || node.type === 'Statement') {
    const inner = node.type === 'Statement' ? field(node, 'command') : commands[0];
    return node.type === 'CompoundList' && commands.length !== 1 ? null : single(inner);
  }
  return node;
}

/** An `exit` with a failure among the commands of a body that all run. */
function exitIn(node: unknown, text: string): { readonly start: number; readonly end: number } | null {
  if (!isNode(node)) return null;
  if (node.type === 'Command') {
    const command = node as unknown as Command;
    const code = command.suffix.find((part) => part.type === 'Word');
    const fails = command.name?.value === 'exit' && (code === undefined || text.slice(code.pos, code.end) !== '0');
    return fails ? { start: node.pos, end: node.end } : null;
  }
  if (!/^(CompoundList|BraceGroup|Statement|Subshell)$/.test(node.type)) return null;
  const inner = [...list(field(node, 'commands')), field(node, 'body'), field(node, 'command')];
  return inner.map((one) => exitIn(one, text)).find((found) => found !== null) ?? null;
}
