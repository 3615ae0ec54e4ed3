import { javascript } from '../../../src/languages/javascript/index.ts';
import type {
  ClassDefinition,
  DictEntry,
  Expression,
  FunctionDefinition,
  ListItem,
  Parameter,
  Statement,
  Target,
} from '../../../src/program/program.ts';

/** The lowered form of a text as one compact line, so that a table of forms reads as a table. */
export function show(text: string): string {
  return body(javascript.lower(text));
}

function body(statements: readonly Statement[]): string {
  return statements.map(statement).join('; ');
}

function block(statements: readonly Statement[]): string {
  return `{${body(statements)}}`;
}

function statement(node: Statement): string {
  switch (node.kind) {
    case 'expression':
      return expression(node.value);
    case 'assign': {
      const value = node.value ? ` ${node.operator ?? ''}= ${expression(node.value)}` : '';
      return `${node.exported ? 'exported ' : ''}assign ${target(node.target)}${value}`;
    }
    case 'if':
      return `if ${expression(node.test)} ${block(node.then)}${node.otherwise.length > 0 ? ` else ${block(node.otherwise)}` : ''}`;
    case 'for':
      return `for ${target(node.target)} over ${node.over} ${expression(node.iterable)} ${block(node.body)}`;
    case 'while':
      return `while ${expression(node.test)} ${block(node.body)}`;
    case 'try': {
      const handlers = node.handlers.map((handler) => ` catch ${handler.bind ?? '-'} ${block(handler.body)}`);
      return `try ${block(node.body)}${handlers.join('')}${node.finally.length > 0 ? ` finally ${block(node.finally)}` : ''}`;
    }
    case 'switch': {
      const cases = node.cases.map((item) => `[${item.tests.map(expression).join(' ')}] ${block(item.body)}`);
      return `switch ${expression(node.subject)} ${cases.join(' ')}`;
    }
    case 'return':
      return node.value ? `return ${expression(node.value)}` : 'return';
    case 'raise':
      return `raise ${node.value ? expression(node.value) : ''}`;
    case 'block':
      return `block ${block(node.body)}`;
    case 'delete':
      return `delete ${target(node.target)}`;
    case 'function':
      return `${node.exported ? 'exported ' : ''}${definition(node.definition)}`;
    case 'class':
      return `${node.exported ? 'exported ' : ''}${classOf(node.definition)}`;
    case 'import': {
      const names = node.names.map(({ name, as }) => `${name}>${as}`).join(',');
      return `import${node.typeOnly ? ' type' : ''} ${node.module} {${names}}${node.namespace ? ` as ${node.namespace}` : ''}`;
    }
    case 'export': {
      const names = node.names.map(({ name, as }) => `${name}>${as}`).join(',');
      return `export {${names}}${node.from === null ? '' : ` from ${node.from}`}${node.value ? ` ${expression(node.value)}` : ''}`;
    }
    default:
      return node.kind;
  }
}

function expression(node: Expression): string {
  switch (node.kind) {
    case 'string':
      return JSON.stringify(node.value);
    case 'number':
    case 'boolean':
      return String(node.value);
    case 'null':
      return 'null';
    case 'template':
      return `template(${node.parts.map(expression).join(' ')})`;
    case 'name':
      return node.name;
    case 'attribute':
      return `${expression(node.object)}${node.optional ? '?' : ''}.${node.name}`;
    case 'index':
      return `${expression(node.object)}${node.optional ? '?' : ''}[${expression(node.index)}]`;
    case 'call': {
      const args = node.args.map((item) => `${item.spread ? '...' : ''}${expression(item.value)}`).join(', ');
      return `${node.constructs ? 'new ' : ''}${expression(node.callee)}${node.optional ? '?' : ''}(${args})`;
    }
    case 'list':
      return `[${node.items.map(item).join(', ')}]`;
    case 'dict':
      return `{${node.entries.map(entry).join(', ')}}`;
    case 'binary':
    case 'compare':
    case 'logic':
      return `(${expression(node.left)} ${node.operator} ${expression(node.right)})`;
    case 'not':
      return `not(${expression(node.value)})`;
    case 'conditional':
      return `(${expression(node.test)} ? ${expression(node.then)} : ${expression(node.otherwise)})`;
    case 'function':
      return definition(node.definition);
    case 'class':
      return classOf(node.definition);
    case 'assignment':
      return `(${target(node.target)} ${node.operator ?? ''}= ${expression(node.value)})`;
    case 'import':
      return `import(${expression(node.module)})`;
    case 'wrap':
      return `${node.transparent ? 'wrap' : 'opaque'}(${expression(node.value)})`;
    case 'other':
      return `other(${node.operands.map(expression).join(' ')})`;
    default:
      return node.kind;
  }
}

function item(node: ListItem): string {
  return `${node.spread ? '...' : ''}${expression(node.value)}`;
}

function entry(node: DictEntry): string {
  return node.key ? `${expression(node.key)}: ${expression(node.value)}` : `...${expression(node.value)}`;
}

function target(node: Target): string {
  switch (node.kind) {
    case 'name':
      return node.name;
    case 'attribute':
      return `${expression(node.object)}.${node.name}`;
    case 'index':
      return `${expression(node.object)}[${expression(node.index)}]`;
    case 'list':
      return `[${node.items.map((part) => (part ? `${part.rest ? '...' : ''}${target(part.target)}${or(part.otherwise)}` : '')).join(', ')}]`;
    case 'object': {
      const entries = node.entries.map(
        (part) => `${expression(part.key)}: ${target(part.target)}${or(part.otherwise)}`,
      );
      return `{${[...entries, ...(node.rest ? [`...${target(node.rest)}`] : [])].join(', ')}}`;
    }
    default:
      return 'other';
  }
}

function or(otherwise: Expression | null): string {
  return otherwise ? ` or ${expression(otherwise)}` : '';
}

function parameter(node: Parameter): string {
  return `${node.sort === 'rest-list' ? '...' : ''}${target(node.target)}${or(node.otherwise)}`;
}

function definition(node: FunctionDefinition): string {
  const decorators = node.decorators.map((decorator) => `@${expression(decorator)} `).join('');
  const flags = `${node.async ? 'async ' : ''}${node.generator ? 'generator ' : ''}${node.receiver ? '' : 'arrow '}`;
  return `${decorators}${flags}${node.role} ${node.name ?? '-'}(${node.parameters.map(parameter).join(', ')}) ${block(node.body)}`;
}

function classOf(node: ClassDefinition): string {
  const decorators = node.decorators.map((decorator) => `@${expression(decorator)} `).join('');
  const bases = node.bases.map((base) => ` of ${expression(base)}`).join('');
  const fields = node.fields.map(({ name, value }) => ` ${name}${value ? ` = ${expression(value)}` : ''},`).join('');
  return `${decorators}class ${node.name ?? '-'}${bases} ${block(node.body)}${fields ? ` fields${fields}` : ''}`;
}
