import { fillTemplate } from '../contract/templates.ts';
import type { BindingFact, Deployment } from '../model/deployment.ts';

/** A secret that a deployment gives to a name. */
export interface SecretUse {
  readonly name: string;
  readonly secret: string;
  readonly service: string | null;
}

export interface ProposedTemplate {
  readonly template: string;
  /** How many of the secrets follow it. */
  readonly follow: number;
  readonly of: number;
  /** Uses of those that do not. */
  readonly exceptions: readonly SecretUse[];
}

/** A template is proposed when at least this share of the bindings follow it. */
const SHARE = 0.8;
const LEAST = 2;

/** The secrets that deployments give by a whole id, each name of a service once. */
export function secretUses(deployments: readonly Deployment[]): SecretUse[] {
  const uses = new Map<string, SecretUse>();
  for (const { bindings, service } of deployments) {
    for (const binding of bindings) {
      const secret = wholeSecret(binding);
      if (secret === null) continue;
      uses.set(JSON.stringify([service, binding.name, secret]), { name: binding.name, secret, service });
    }
  }
  return [...uses.values()];
}

/** The id of the secret that a binding gives to a variable, where nothing of it is left to run time. */
export function wholeSecret({ name, source, target, operation }: BindingFact): string | null {
  const gives = target === 'env' && (operation === 'set' || operation === 'update') && isName(name);
  const isWhole = source.kind === 'secret' && !source.template && /^[\w./-]+$/.test(source.secret);
  return gives && isWhole ? source.secret : null;
}

/** A name that a contract can hold. */
function isName(name: string): boolean {
  return name.trim() !== '' && !/[=\p{Cc}]/u.test(name);
}

/**
 * The template that at least four fifths of the secrets follow, under one of the names that each is given to; null when there is none.
 * Of equals the simplest: `{kebab}` before `{name}`.
 */
export function proposeTemplate(uses: readonly SecretUse[]): ProposedTemplate | null {
  const secrets = new Map<string, SecretUse[]>();
  for (const use of uses) {
    const key = JSON.stringify([use.service, use.secret]);
    secrets.set(key, [...(secrets.get(key) ?? []), use]);
  }
  const groups = [...secrets.values()];
  const counts = new Map<string, number>();
  for (const group of groups)
    for (const template of new Set(group.flatMap(templatesOf))) counts.set(template, (counts.get(template) ?? 0) + 1);
  const [best] = [...counts].sort(([a, m], [b, n]) => n - m || rankOf(a) - rankOf(b) || (a < b ? -1 : 1));
  if (!best || best[1] < LEAST || best[1] < SHARE * groups.length) return null;
  const [template, follow] = best;
  const exceptions = groups.filter((group) => !group.some((use) => follows(use, template))).flat();
  return { template, follow, of: groups.length, exceptions };
}

export function follows({ name, secret, service }: SecretUse, template: string): boolean {
  return fillTemplate(template, service === null ? { name } : { name, service }) === secret;
}

/** The templates that make this id of this name. */
function templatesOf({ name, secret, service }: SecretUse): string[] {
  return (['kebab', 'lower', 'name'] as const).flatMap((placeholder) => {
    const part = fillTemplate(`{${placeholder}}`, { name });
    const at = secret.lastIndexOf(part);
    if (at < 0) return [];
    const [head, tail] = [secret.slice(0, at), secret.slice(at + part.length)];
    const plain = `${head}{${placeholder}}${tail}`;
    if (service === null || service.length < 2) return [plain];
    const withService = `${head.replace(service, '{service}')}{${placeholder}}${tail.replace(service, '{service}')}`;
    return [plain, withService];
  });
}

function rankOf(template: string): number {
  const forms = ['{kebab}', '{lower}', '{name}'];
  return forms.findIndex((form) => template.includes(form)) + (template.includes('{service}') ? 3 : 0);
}
