import type { Command, ContextRecord } from '../model/command.ts';
import type { DeploymentFact } from '../model/deployment.ts';
import { asWritten, known, rangeOf, type Text } from '../model/text.ts';
import { folderOf } from './paths.ts';

/** What a deployment tells of its service: its id, the deployed name, and folders or files that belong to it. */
export interface Naming {
  readonly id: string | null;
  readonly alias: string | null;
  /** Texts of the record beside the deployed name that may be paths. */
  readonly hints: readonly string[];
}

/** What a CI host says of the run itself (`github.event_name`), which tells nothing of a service. */
const OF_THE_HOST = /^(?:github|runner|job)\.|^\$\{?(?:GITHUB|CI|RUNNER)_/;

const NAME_FIELDS = ['name', 'service', 'service_name', 'serviceName', 'id', 'key'];

/**
 * Names the service of a deployment. What the code itself calls it comes first (`if service.name == "auth"`, a record's `name`), then the
 * deployed name, known parts of which stand for the rest.
 */
export function nameService(fact: DeploymentFact, command: Command | null): Naming {
  if (isDefaultApp(fact)) return { id: folderNameOf(fact), alias: null, hints: [] };
  // A name that run time makes alone is another one wherever it is written.
  const told = fact.deployedName.some((piece) => piece.kind === 'text' && piece.text !== '');
  const alias = told ? asWritten(fact.deployedName) : null;
  const called = fact.calledName ?? fact.deployedName;
  const whole = known(called);
  const record = command && recordOf(command, fact.deployedName);
  const hints = record ? Object.values(record.fields) : [];
  const condition = command && conditionId(command, record, whole);
  const field =
    record &&
    NAME_FIELDS.map((name) => (Object.hasOwn(record.fields, name) ? record.fields[name] : undefined)).find(
      (value) => value !== undefined && value !== '',
    );
  return { id: condition ?? field ?? whole ?? partsOf(called), alias, hints };
}

/** Every project of App Engine has a service that is called `default`: the folder tells which it is. */
function isDefaultApp({ format, deployedName }: DeploymentFact): boolean {
  return format === 'app-engine' && known(deployedName) === 'default';
}

function folderNameOf({ range }: DeploymentFact): string {
  return folderOf(range.path).split('/').at(-1) || 'default';
}

/** The innermost record that holds the deployed name's place. */
function recordOf(command: Command, name: Text): ContextRecord | null {
  const range = rangeOf(name);
  if (!range) return null;
  return (
    command.records.find(
      (record) =>
        record.range &&
        record.range.path === range.path &&
        record.range.start <= range.start &&
        record.range.end >= range.end,
    ) ?? null
  );
}

/** A word with which the branch around the command compared something: the record's own word, or what stands for an unknown name. */
function conditionId(command: Command, record: ContextRecord | null, whole: string | null): string | null {
  const words = command.conditions.filter(({ subject }) => subject !== '__name__' && !OF_THE_HOST.test(subject));
  if (record) {
    const values = new Set(Object.values(record.fields));
    const told = words.find(({ equals }) => values.has(equals) && equals !== whole);
    if (told) return told.equals;
  }
  if (whole !== null) return null;
  return words.find(({ subject }) => /serv|app|name|component|target|^\$\d$/i.test(subject))?.equals ?? null;
}

/** The known beginning or end of a name whose rest run time fills: `auth-${ENV}` is `auth`. */
function partsOf(name: Text): string | null {
  const text = name.flatMap((piece) => (piece.kind === 'text' ? [piece.text] : [])).join('-');
  const plain = text.replace(/^[-_.]+|[-_.]+$/g, '').replace(/--+/g, '-');
  return plain === '' ? null : plain;
}
