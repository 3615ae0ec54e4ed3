import { describe, expect, it } from 'vitest';
import { checkForm } from '../../src/contract/check-form.ts';
import { contractJsonSchema } from '../../src/contract/json-schema.ts';

interface Mapping {
  readonly keys: readonly string[];
  /** Wraps a mapping's content in what stands around it in a contract. */
  readonly wrap: (content: object) => unknown;
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | false;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly description?: string;
}

const schema = contractJsonSchema() as JsonSchema;

/** Every mapping with fixed keys that a contract can hold. */
function mappingsOf(part: JsonSchema, wrap: Mapping['wrap']): Mapping[] {
  const inner = [
    ...Object.entries(part.properties ?? {}).flatMap(([key, value]) =>
      mappingsOf(value, (content) => wrap({ [key]: content })),
    ),
    ...(part.additionalProperties ? mappingsOf(part.additionalProperties, (content) => wrap({ any: content })) : []),
    ...(part.items ? mappingsOf(part.items, (content) => wrap([content] as object)) : []),
    ...(part.anyOf ?? []).flatMap((option) => mappingsOf(option, wrap)),
  ];
  return part.properties ? [{ keys: Object.keys(part.properties), wrap }, ...inner] : inner;
}

function typosOf(key: string): string[] {
  const typos = new Set<string>();
  for (let i = 0; i <= key.length; i++) {
    const [head, tail] = [key.slice(0, i), key.slice(i)];
    typos.add(`${head}x${tail}`);
    typos.add(`${head}${tail.slice(1)}`);
    if (tail !== '') typos.add(`${head}x${tail.slice(1)}`);
    if (tail.length > 1) typos.add(`${head}${tail[1]}${tail[0]}${tail.slice(2)}`);
  }
  return [...typos];
}

describe('a key with one wrong letter', () => {
  for (const { keys, wrap } of mappingsOf(schema, (content) => content)) {
    it(`is corrected: ${keys.join(', ')}`, () => {
      for (const key of keys) {
        for (const typo of typosOf(key).filter((word) => !keys.includes(word))) {
          const result = checkForm(wrap({ [typo]: 1 }));
          const messages = result.ok ? [] : result.complaints.map(({ message }) => message);
          expect(messages).toContain(`unknown key ${JSON.stringify(typo)}; nearest valid key: "${key}"`);
        }
      }
    });
  }
});

describe('the JSON Schema', () => {
  it('says one sentence of every key', () => {
    const undescribed: string[] = [];
    const visit = (part: JsonSchema, at: string): void => {
      for (const [key, value] of Object.entries(part.properties ?? {})) {
        if (!/^[A-Z][^.]*(\.[^ ][^.]*)*\.$/.test(value.description ?? '')) undescribed.push(`${at}.${key}`);
        visit(value, `${at}.${key}`);
      }
      if (part.additionalProperties) visit(part.additionalProperties, `${at}.*`);
      if (part.items) visit(part.items, `${at}[]`);
      for (const option of part.anyOf ?? []) visit(option, at);
    };
    visit(schema, '');
    expect(undescribed).toEqual([]);
  });

  it('takes no other keys', () => {
    const loose: Mapping[] = [];
    const visit = (part: JsonSchema): void => {
      if (part.properties && part.additionalProperties !== false)
        loose.push({ keys: Object.keys(part.properties), wrap: (x) => x });
      for (const value of [...Object.values(part.properties ?? {}), ...(part.anyOf ?? [])]) visit(value);
      if (part.additionalProperties) visit(part.additionalProperties);
      if (part.items) visit(part.items);
    };
    visit(schema);
    expect(loose).toEqual([]);
  });
});
