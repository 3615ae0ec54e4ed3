import { DEFAULT_PRESET, findPreset } from '../../packages/rollcall/src/rules/presets.ts';
import type { Example, Rule } from '../../packages/rollcall/src/rules/rule.ts';

const needs = {
  contract: 'It speaks only with a contract.',
  base: 'It speaks only in `rollcall diff`.',
  'contract and base': 'It speaks only in `rollcall diff`, with a contract.',
};

/** The page of rules, from each rule's docs and examples; the examples run as tests. */
export function describeRules(rules: readonly Rule[]): string {
  const severities = findPreset(DEFAULT_PRESET)?.severities ?? {};
  const rows = rules.map(({ meta }) => {
    const cells = [`[${meta.id}](#${meta.id})`, meta.category, severities[meta.id] ?? 'off', meta.requires ?? ''];
    return `| ${cells.join(' | ')} |`;
  });
  return `# Rules

Each rule is one file in packages/rollcall/src/rules/, and each example below runs as a test. Written by \`npm run generate\`.

| rule | category | severity (${DEFAULT_PRESET}) | needs |
|---|---|---|---|
${rows.join('\n')}

${rules.map(describeRule).join('\n')}`;
}

function describeRule({ meta }: Rule): string {
  const requires = meta.requires ? `${needs[meta.requires]}\n\n` : '';
  return `## ${meta.id}\n\n${meta.docs.trim()}\n\n${requires}${meta.examples.map(describeExample).join('\n')}`;
}

function describeExample({ title, files, contract, contractBefore, against, findings }: Example): string {
  const found =
    findings.length === 0
      ? 'Nothing is found.\n'
      : `Found:\n\n${findings.map(({ name, what }) => `- ${name ? `\`${name}\`: ` : ''}“${what}”`).join('\n')}\n`;
  const before = contractBefore === undefined ? [] : [describeFile(['rollcall.yaml', contractBefore])];
  return [
    `### ${title}\n`,
    ...(against ? ['Before:\n', ...Object.entries(against).map(describeFile), ...before, 'After:\n'] : []),
    ...Object.entries(files).map(describeFile),
    ...(contract === undefined ? [] : [describeFile(['rollcall.yaml', contract])]),
    found,
  ].join('\n');
}

function describeFile([path, text]: readonly [string, string]): string {
  const fence = text.includes('```') ? '````' : '```';
  return `\`${path}\`\n\n${fence}${language(path)}\n${text.trimEnd()}\n${fence}\n`;
}

function language(path: string): string {
  if (path.endsWith('Dockerfile')) return 'dockerfile';
  const extension = /\.(\w+)$/.exec(path)?.[1] ?? '';
  return (
    { py: 'python', sh: 'sh', yml: 'yaml', yaml: 'yaml', js: 'js', mjs: 'js', ts: 'ts', json: 'json' }[extension] ?? ''
  );
}
