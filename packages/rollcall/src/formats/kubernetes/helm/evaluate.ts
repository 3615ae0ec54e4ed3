import type { Range } from '../../../model/span.ts';
import { type Datum, fieldOf, fragmentOf, fromValue, NIL, truthOf, unknown } from './datum.ts';
import { type Expression, parseExpression } from './expression.ts';
import { type Fragment, type Mark, piecesOf, plain } from './fragment.ts';
import { FUNCTIONS } from './functions.ts';
import type { Branch, ControlNode, TemplateNode } from './tree.ts';

/** A named template with the text of the file that defines it. */
export interface Definition {
  readonly body: readonly TemplateNode[];
  readonly path: string;
  readonly source: string;
}

/** What a chart's templates are filled with. */
export interface Filling {
  readonly root: Datum;
  readonly definitions: ReadonlyMap<string, Definition>;
  /** The values are those of no environment: what is deployed may add to their lists. */
  readonly open: boolean;
  /** A command states all that is deployed: a branch that its values do not take is not there. */
  readonly stated: boolean;
}

const DEEPEST = 40;
/** Pieces that one chart may come to. */
const MOST_PIECES = 100_000;

/** Fills a template with values as Helm does; what needs more than the values is a hole or a place where lines are not known. */
export class Filler {
  private readonly filling: Filling;
  private left = MOST_PIECES;

  constructor(filling: Filling) {
    this.filling = filling;
  }

  fill(path: string, source: string, nodes: readonly TemplateNode[]): Fragment {
    return new TemplateRun(this, path, source, this.filling, new Map(), 0).run(nodes, this.filling.root);
  }

  /** Whether there is room for more. */
  spend(count: number): boolean {
    this.left -= count;
    return this.left > 0;
  }
}

type Variables = Map<string, Datum>;

class TemplateRun {
  private readonly filler: Filler;
  private readonly path: string;
  private readonly source: string;
  private readonly filling: Filling;
  private readonly variables: Variables;
  private readonly depth: number;
  private readonly out: Fragment[number][] = [];

  constructor(filler: Filler, path: string, source: string, filling: Filling, variables: Variables, depth: number) {
    this.filler = filler;
    this.path = path;
    this.source = source;
    this.filling = filling;
    this.variables = variables;
    this.depth = depth;
  }

  run(nodes: readonly TemplateNode[], dot: Datum): Fragment {
    this.runAll(nodes, dot);
    return this.out;
  }

  private runAll(nodes: readonly TemplateNode[], dot: Datum): void {
    for (const node of nodes) {
      if (!this.filler.spend(1)) return;
      if (node.kind === 'text')
        this.push(plain(this.source.slice(node.start, node.end), this.range(node.start, node.end), true));
      else if (node.kind === 'action') this.act(node.token.inner, node.token.start, node.token.end, dot);
      else if (node.kind === 'range') this.iterate(node, dot);
      else this.choose(node, dot);
    }
  }

  private push(...parts: Fragment): void {
    this.out.push(...parts);
  }

  private range(start: number, end: number): Range {
    return { path: this.path, start, end };
  }

  private mark(mark: Mark['mark'], start: number, end: number): void {
    this.push({ kind: 'mark', mark, written: this.source.slice(start, end), range: this.range(start, end) });
  }

  /** An action: an assignment, a comment, or what is put there. */
  private act(inner: string, start: number, end: number, dot: Datum): void {
    const assigned = /^(\$\w*)\s*:?=\s*([\s\S]+)$/.exec(inner);
    if (assigned) {
      this.variables.set(assigned[1] ?? '', this.evaluate(assigned[2] ?? '', start, dot));
      return;
    }
    if (inner === '' || inner.startsWith('/*') || /^(break|continue)$/.test(inner)) return;
    const datum = this.evaluate(inner.replace(/^template\b/, 'include'), start, dot);
    const written = this.source.slice(start, end);
    const fragment = datum.kind === 'unknown' ? fragmentOf(unknown(written), written) : fragmentOf(datum, written);
    const placed = fragment.map((one) =>
      one.kind === 'hole' && !one.range ? { ...one, range: this.range(start, end) } : one,
    );
    if (this.filling.open && /\btoYaml\b/.test(inner) && /\.Values\b|^toYaml\s+\.\s|\$/.test(inner))
      this.mark('insert', start, end);
    // What is not known and stands alone on its line may be any lines.
    if (datum.kind === 'unknown' && (/\bn?indent\b|\btoYaml\b/.test(inner) || this.fillsLine(end)))
      this.mark('insert', start, end);
    else if (this.filler.spend(placed.length)) this.push(...placed);
  }

  private fillsLine(end: number): boolean {
    let line = '';
    for (let i = this.out.length - 1; i >= 0; i--) {
      const one = this.out[i];
      if (one?.kind === 'hole') return false;
      if (one?.kind !== 'text') continue;
      const at = one.text.lastIndexOf('\n');
      line = one.text.slice(at + 1) + line;
      if (at >= 0) break;
    }
    return line.trim() === '' && /^[ \t]*(\r?\n|$|\{\{-)/.test(this.source.slice(end, end + 200));
  }

  private iterate(node: ControlNode, dot: Datum): void {
    const [head, otherwise] = node.branches;
    const [, names, expression] = /^((?:\$\w+\s*,\s*)?\$\w+)\s*:=\s*([\s\S]+)$/.exec(node.operand) ?? [];
    const over = this.evaluate(expression ?? node.operand, node.head.start, dot);
    const pairs = pairsOf(over);
    if (!head || !pairs || this.filling.open) this.mark('insert', node.head.start, node.head.end);
    if (!head || !pairs) return;
    if (pairs.length === 0 && otherwise) this.runAll(otherwise.body, dot);
    const variables = (names ?? '').split(',').map((name) => name.trim());
    for (const [key, value] of pairs) {
      if (!this.filler.spend(10)) return;
      const [first, second] = variables;
      if (second) this.variables.set(first ?? '', key);
      if (second ?? first) this.variables.set(second ?? first ?? '', value);
      this.runAll(head.body, value);
    }
  }

  /** `if` and `with`: the branch that the values choose; and of the others the items of lists, as what may be there. */
  private choose(node: ControlNode, dot: Datum): void {
    const truths = node.branches.map(({ condition, conditionAt }) => {
      const datum = condition === null ? NIL : this.evaluate(condition.replace(/^\$\w+\s*:=\s*/, ''), conditionAt, dot);
      return { datum, truth: condition === null ? true : truthOf(datum) };
    });
    const first = truths.findIndex(({ truth }) => truth !== false);
    const certain = first < 0 || truths[first]?.truth === true;
    const preferred = certain ? first : this.preferred(node.branches, first);
    for (const [i, branch] of node.branches.entries()) {
      const chosen = i === preferred;
      if (!chosen && certain && this.filling.stated) continue;
      if (!chosen && !this.mayList(branch, node.branches[preferred])) continue;
      const datum = truths[i]?.datum ?? NIL;
      const inner =
        node.kind === 'with' && branch.condition !== null
          ? truths[i]?.truth === false
            ? unknown(branch.condition)
            : datum
          : dot;
      const named = node.kind === 'with' ? /^(\$\w+)\s*:=/.exec(branch.condition ?? '')?.[1] : undefined;
      if (named !== undefined) this.variables.set(named, inner);
      if (chosen && certain) {
        this.runAll(branch.body, inner);
        continue;
      }
      this.mark('begin', node.head.start, node.head.end);
      this.runAll(branch.body, inner);
      this.mark('end', node.end, node.end);
    }
  }

  /** A release is mostly not called as its chart is. */
  private preferred(branches: readonly Branch[], first: number): number {
    const other = branches.findIndex(({ condition }) => condition === null);
    return other >= 0 && /\.Release\b/.test(branches[first]?.condition ?? '') ? other : first;
  }

  /** A branch that is not taken gives what it would list; its keys only where the taken one has none. */
  private mayList(branch: Branch, taken: Branch | undefined): boolean {
    const node = branch.body.find((one) => !this.saysNothing(one));
    if (!node || node.kind === 'action') return false;
    if (node.kind !== 'text') {
      const [inner] = node.branches;
      return inner !== undefined && this.mayList(inner, undefined);
    }
    const text = this.source.slice(node.start, node.end).trimStart();
    if (/^-\s/.test(text)) return true;
    if (taken !== undefined) return false;
    // Where the values are those of no environment, a whole object that they leave out may be deployed.
    return (
      /^(env|envFrom|volumes|volumeMounts):/.test(text) || (this.filling.open && /^(---|kind:|apiVersion:)/.test(text))
    );
  }

  private saysNothing(node: TemplateNode): boolean {
    if (node.kind === 'text')
      return (
        this.source
          .slice(node.start, node.end)
          .replace(/#[^\n]*/g, '')
          .trim() === ''
      );
    return node.kind === 'action' && /^\$\w+\s*:?=/.test(node.token.inner);
  }

  private evaluate(source: string, at: number, dot: Datum): Datum {
    const offset = Math.max(this.source.indexOf(source, at), at);
    return this.compute(parseExpression(source, offset), source, dot, 0);
  }

  private compute(expression: Expression, written: string, dot: Datum, depth: number): Datum {
    if (depth > DEEPEST) return unknown(written);
    switch (expression.kind) {
      case 'unknown':
        return unknown(written);
      case 'text':
        return { kind: 'text', fragment: [plain(expression.text, this.range(expression.start, expression.end))] };
      case 'path': {
        const { base, fields } = expression;
        const start = base === '.' ? dot : base === '$' ? this.filling.root : this.variables.get(base);
        return fields.reduce<Datum>(fieldOf, start ?? unknown(written));
      }
      case 'call': {
        const operands = expression.operands.map((operand) => this.compute(operand, written, dot, depth + 1));
        if (expression.name === 'include') return this.include(operands, written);
        return FUNCTIONS.get(expression.name)?.(operands, written) ?? unknown(written);
      }
    }
  }

  private include([name, context = NIL]: readonly Datum[], written: string): Datum {
    const called =
      name?.kind === 'text'
        ? piecesOf(name.fragment)
            .map((one) => (one.kind === 'text' ? one.text : ''))
            .join('')
        : '';
    const definition = this.filling.definitions.get(called);
    if (!definition || this.depth > DEEPEST || !this.filler.spend(1)) return unknown(written);
    const { path, source, body } = definition;
    const run = new TemplateRun(this.filler, path, source, this.filling, new Map(), this.depth + 1);
    return { kind: 'text', fragment: run.run(body, context) };
  }
}

/** What `range` goes over; null: that is not known. */
function pairsOf(datum: Datum): readonly (readonly [Datum, Datum])[] | null {
  if (datum.kind === 'unknown') return null;
  if (datum.kind === 'dict')
    return [...datum.fields].map(([name, value]) => [{ kind: 'text', fragment: [plain(name)] }, value]);
  if (datum.kind === 'list')
    return datum.items.map((item, i) => [{ kind: 'text', fragment: [plain(String(i))] }, item]);
  if (datum.kind !== 'value') return [];
  const { value } = datum;
  if (value.kind === 'map')
    return value.entries.map((one) => [{ kind: 'text', fragment: one.key }, fromValue(one.value)]);
  return value.kind === 'list'
    ? value.items.map((item, i) => [{ kind: 'text', fragment: [plain(String(i))] }, fromValue(item)])
    : [];
}
