import { nearest } from './nearest.ts';

/** What stands for each placeholder of a template. */
export interface TemplateValues {
  readonly name?: string;
  readonly environment?: string;
  readonly service?: string;
}

export const SECRET_PLACEHOLDERS = ['kebab', 'name', 'lower', 'environment', 'service'] as const;
export const PLACE_PLACEHOLDERS = ['environment', 'service'] as const;

/**
 * Fills `{name}` (`SECRET_KEY`), `{kebab}` (`secret-key`), `{lower}` (`secret_key`), `{environment}` and `{service}`. A placeholder
 * without a value, and anything else in braces, stays as written.
 */
export function fillTemplate(template: string, values: TemplateValues): string {
  return template.replace(/\{([a-z]+)\}/g, (written, placeholder: string) => fillingOf(placeholder, values) ?? written);
}

function fillingOf(placeholder: string, { name, environment, service }: TemplateValues): string | undefined {
  if (placeholder === 'name') return name;
  if (placeholder === 'kebab') return name?.toLowerCase().replaceAll('_', '-');
  if (placeholder === 'lower') return name?.toLowerCase();
  if (placeholder === 'environment') return environment;
  return placeholder === 'service' ? service : undefined;
}

/** What is wrong with a template's braces, as a message; null when nothing is. */
export function templateProblem(template: string, placeholders: readonly string[]): string | null {
  const rest = template.replace(/\{([^{}]*)\}/g, (written, word: string) =>
    placeholders.includes(word) ? '' : written,
  );
  if (!/[{}]/.test(rest)) return null;
  const wrong = /\{([^{}]*)\}/.exec(rest);
  const valid = placeholders.map((placeholder) => `{${placeholder}}`).join(', ');
  if (!wrong) return `a brace of the template has no partner; placeholders are ${valid}`;
  const near = nearest(wrong[1] ?? '', placeholders);
  const hint = near === null ? `placeholders are ${valid}` : `nearest placeholder: {${near}}`;
  return `unknown placeholder ${wrong[0]}; ${hint}`;
}
