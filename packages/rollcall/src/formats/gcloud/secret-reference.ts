import type { Source } from '../../model/deployment.ts';
import { flatten } from '../../model/flat-text.ts';
import { asWritten, type Text } from '../../model/text.ts';

export interface SecretReference {
  readonly source: Source & { readonly kind: 'secret' };
  /** The secret's id as it stands in the source. */
  readonly id: Text;
}

/** A reference that gcloud refuses, in its words, or that it lets through for the server to refuse. */
export interface BrokenReference {
  readonly reason: (name: string) => string;
  readonly refused: boolean;
}

/**
 * Reads what a secret flag gives to a name: `SECRET:VERSION`, or `projects/NUMBER/secrets/SECRET[:VERSION|/versions/VERSION]`.
 * Source: `ReachableSecret` of the SDK's `command_lib/run/secrets_mapping.py`.
 */
export function readSecretReference(
  value: Text,
  dialect: 'run' | 'functions' = 'run',
): {
  reference: SecretReference | null;
  broken: BrokenReference | null;
} {
  if (dialect === 'functions') return readOfFunction(value);
  return readRemote(value) ?? readLocal(value);
}

const FORMS = `Secrets value configuration must match the pattern 'SECRET:VERSION' or 'projects/{PROJECT}/secrets/{SECRET}:{VERSION}' or \
'projects/{PROJECT}/secrets/{SECRET}/versions/{VERSION}' where VERSION is a number or the label 'latest'`;

/**
 * A function takes the number or the id of a project, and asks for a version that is a number or `latest`. What run time fills may be any
 * part of it.
 * Source: `_CanonicalizeValue` of the SDK's `command_lib/functions/secrets_config.py`.
 */
function readOfFunction(value: Text): Reading {
  const { chars, hole, cut } = flatten(value);
  const version = `([1-9][0-9${hole}]*|latest|[0-9a-z${hole}]*${hole}[0-9a-z${hole}]*)`;
  const id = `([a-zA-Z0-9_${hole}-]+)`;
  const remote = new RegExp(`^projects/([^/]+)/secrets/${id}(?::|/versions/)${version}\\n?$`).exec(chars);
  const local = remote ? null : new RegExp(`^()${id}:${version}\\n?$`).exec(chars);
  const match = remote ?? local;
  const template = chars.includes(hole);
  if (!match && !template) return refuse(() => FORMS);
  const [, project = '', secret = chars, held = ''] = match ?? [];
  const start = remote ? 'projects/'.length + project.length + '/secrets/'.length : 0;
  const name = cut(start, start + secret.length);
  const end = chars.endsWith('\n') ? chars.length - 1 : chars.length;
  const source = {
    kind: 'secret',
    project: remote ? asWritten(cut('projects/'.length, 'projects/'.length + project.length)) : null,
    secret: asWritten(name),
    version: asWritten(cut(end - held.length, end)),
    template,
  } as const;
  return { reference: { source, id: name }, broken: null };
}

type Reading = ReturnType<typeof readSecretReference>;

function readRemote(value: Text): Reading | null {
  const { chars, hole, cut } = flatten(value);
  const pattern = new RegExp(
    `^projects/([0-9${hole}]+)/secrets/([A-Za-z0-9_${hole}-]{1,255})(?::([^\\n]+)|/versions/([^\\n]+))?\\n?$`,
  );
  const match = pattern.exec(chars);
  if (!match || (match[1] ?? '').length > 19) return null;
  const [, project = '', secret = ''] = match;
  const versionLength = (match[3] ?? match[4] ?? '').length;
  const body = chars.endsWith('\n') ? chars.length - 1 : chars.length;
  const idStart = 'projects/'.length + project.length + '/secrets/'.length;
  const id = cut(idStart, idStart + secret.length);
  const version =
    versionLength > 0 ? asWritten(cut(body - versionLength, body)) : secret.endsWith(hole) ? '' : 'latest';
  const projectText = asWritten(cut('projects/'.length, 'projects/'.length + project.length));
  return {
    reference: {
      source: { kind: 'secret', project: projectText, secret: asWritten(id), version, template: chars.includes(hole) },
      id,
    },
    broken: checkVersion(version, chars.includes(hole)),
  };
}

function readLocal(value: Text): Reading {
  const { chars, hole, cut } = flatten(value);
  const template = chars.includes(hole);
  const [secret = '', version, ...more] = chars.split(':');
  if (more.length > 0) return refuse(() => 'Invalid secret spec.');
  if (version === undefined && !template)
    return refuse(
      (name) => `No secret version specified for ${name}. Use ${name}:latest to reference the latest version.`,
    );
  if (!new RegExp(`^[A-Za-z0-9_${hole}-]{1,255}\\n?$`).test(secret) && !mayBePath(chars, hole))
    return refuse(() => 'Not a valid secret name.');
  const id = cut(0, secret.length);
  const versionText = version === undefined ? '' : asWritten(cut(secret.length + 1, chars.length));
  return {
    reference: { source: { kind: 'secret', project: null, secret: asWritten(id), version: versionText, template }, id },
    broken: checkVersion(versionText, template),
  };
}

/** `${PREFIX}/secrets/x:1`, `projects/${PROJECT}/…`: the hole may make a path of it. */
function mayBePath(chars: string, hole: string): boolean {
  return chars.includes(hole) && chars.includes('/') && (chars.startsWith('projects/') || chars.startsWith(hole));
}

function refuse(reason: (name: string) => string): Reading {
  return { reference: null, broken: { reason, refused: true } };
}

function checkVersion(version: string, template: boolean): BrokenReference | null {
  if (template || (version !== '' && !/\s/.test(version))) return null;
  const what = version === '' ? 'is empty' : 'holds white space';
  return { reason: (name) => `The secret version for ${name} ${what}.`, refused: false };
}
