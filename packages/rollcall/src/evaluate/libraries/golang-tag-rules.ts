import type { StructField } from '../../program/program.ts';
import { isTrue, readTag, splitTag, type TagPart } from './struct-tags.ts';

/** What a library makes of one field. */
export interface FieldRule {
  /** Variables of which the first that is set counts; `at` is where the name is written in the tag, or null. */
  readonly names: readonly { readonly name: string; readonly at: number | null }[];
  readonly required: boolean;
  readonly otherwise: string | null;
  /** The prefix of the fields in it, where it is a struct. */
  readonly inner: string;
}

export type TagRule = (field: StructField, prefix: string, options: TagOptions) => FieldRule | null;

export interface TagOptions {
  /** caarlos0/env's `RequiredIfNoDef`. */
  readonly requiredIfNoDefault: boolean;
  /** caarlos0/env's `UseFieldNameByDefault`. */
  readonly useFieldName: boolean;
  /** The names are looked for in a file too, which may hold what is required. */
  readonly fromFile: boolean;
}

const tagOf = (field: StructField): string => (field.tag?.kind === 'string' ? field.tag.value : '');

/** https://github.com/kelseyhightower/envconfig#struct-tag-support */
export const kelseyhightower: TagRule = (field, prefix) => {
  const tags = readTag(tagOf(field));
  if (isTrue(tags.get('ignored')?.value)) return null;
  const stated = tags.get('envconfig');
  const own = stated?.value
    ? stated.value
    : isTrue(tags.get('split_words')?.value)
      ? splitWords(field.name)
      : field.name;
  const full = (prefix === '' ? own : `${prefix}_${own}`).toUpperCase();
  const at = stated?.value ? stated.at : null;
  const names = [{ name: full, at }];
  if (stated?.value && prefix !== '') names.push({ name: stated.value.toUpperCase(), at });
  const otherwise = tags.get('default')?.value || null;
  return {
    names,
    required: isTrue(tags.get('required')?.value) && otherwise === null,
    otherwise,
    inner: field.embedded ? prefix : full,
  };
};

/** `ServiceHTTPPort` → `Service_HTTP_Port`. */
function splitWords(name: string): string {
  const words = name.match(/[^A-Z]+|[A-Z]+[^A-Z]+|[A-Z]+/g) ?? [name];
  return words
    .flatMap((word) => {
      const acronym = /^([A-Z]+)([A-Z][^A-Z]+)$/.exec(word);
      return acronym ? [acronym[1] ?? '', acronym[2] ?? ''] : [word];
    })
    .join('_');
}

function optionOf(parts: readonly TagPart[], name: string): string | null {
  const found = parts.find(({ value }) => value.startsWith(`${name}=`));
  return found ? found.value.slice(name.length + 1) : null;
}

const has = (parts: readonly TagPart[], name: string): boolean =>
  parts.some(({ value }) => value.toLowerCase() === name.toLowerCase());

/** `env:"X, required, default=d, prefix=P_"`. https://github.com/sethvargo/go-envconfig#configuration */
export const sethvargo: TagRule = (field, prefix) => {
  const stated = readTag(tagOf(field)).get('env');
  if (!stated) return bare(field, prefix);
  const [name, ...options] = splitTag(stated, ',');
  const whole = stated.value;
  // The default is what is left of the tag, commas included.
  const from = whole.search(/,\s*default=/);
  const otherwise = from < 0 ? null : whole.slice(whole.indexOf('default=', from) + 'default='.length);
  const names = name && name.value !== '' ? [{ name: prefix + name.value, at: name.at }] : [];
  const inner = prefix + (optionOf(options, 'prefix') ?? '');
  const other = otherwise === null ? null : /^\$\{?([A-Za-z_]\w*)\}?$/.exec(otherwise);
  if (other?.[1] !== undefined)
    return {
      names: [...names, { name: other[1], at: stated.at + whole.lastIndexOf(other[1]) }],
      required: false,
      otherwise: null,
      inner,
    };
  return { names, required: has(options, 'required') && otherwise === null, otherwise, inner };
};

/** A field without a tag: only a struct is looked into. */
function bare(_field: StructField, prefix: string): FieldRule {
  return { names: [], required: false, otherwise: null, inner: prefix };
}

/** `env:"X,required,notEmpty" envDefault:"d" envPrefix:"P_"`. https://github.com/caarlos0/env#usage */
export const caarlos0: TagRule = (field, prefix, options) => {
  const tags = readTag(tagOf(field));
  const stated = tags.get('env');
  const inner = prefix + (tags.get('envPrefix')?.value ?? '');
  const [name, ...marks] = stated ? splitTag(stated, ',') : [];
  if (name?.value === '-') return null;
  const own = name && name.value !== '' ? name.value : options.useFieldName ? upperSnake(field.name) : '';
  if (own === '') return { ...bare(field, prefix), inner };
  const otherwise = tags.get('envDefault')?.value ?? null;
  const demanded = has(marks, 'required') || options.requiredIfNoDefault;
  const required = otherwise === null ? demanded || has(marks, 'notEmpty') : otherwise === '' && has(marks, 'notEmpty');
  return { names: [{ name: prefix + own, at: name?.value ? name.at : null }], required, otherwise, inner };
};

function upperSnake(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toUpperCase();
}

/** `env:"A,B" env-default:"d" env-required:"true" env-prefix:"P_"`. https://github.com/ilyakaznacheev/cleanenv#read-configuration */
export const cleanenv: TagRule = (field, prefix, { fromFile }) => {
  const tags = readTag(tagOf(field));
  const stated = tags.get('env');
  const inner = prefix + (tags.get('env-prefix')?.value ?? '');
  const parts = stated ? splitTag(stated, ',').filter(({ value }) => value !== '') : [];
  // The tag's presence demands it, whatever it says, and before the default is looked at.
  const demanded = tags.has('env-required');
  const required = demanded && !fromFile;
  const otherwise = demanded ? null : (tags.get('env-default')?.value ?? null);
  return { names: parts.map(({ value, at }) => ({ name: prefix + value, at })), required, otherwise, inner };
};

/**
 * `long:"x" env:"X" default:"d"`, `env-namespace:"P"` and kong's `envprefix:"P_"`: the command line may give it too, so nothing is required.
 * https://pkg.go.dev/github.com/jessevdk/go-flags, https://github.com/alecthomas/kong#supported-tags
 */
export const commandLine: TagRule = (field, prefix) => {
  const tags = readTag(tagOf(field));
  const stated = tags.get('env');
  const namespace = tags.get('env-namespace')?.value;
  const inner = prefix + (namespace ? `${namespace}_` : (tags.get('envprefix')?.value ?? ''));
  const parts = stated ? splitTag(stated, ',').filter(({ value }) => value !== '' && value !== '-') : [];
  const names = parts.map(({ value, at }) => ({ name: prefix + value, at }));
  return { names, required: false, otherwise: tags.get('default')?.value || null, inner };
};

/** `env:"X,required,default=d"`. https://github.com/joeshaw/envdecode, https://github.com/Netflix/go-env */
export const optionsInTag: TagRule = (field, prefix) => {
  const stated = readTag(tagOf(field)).get('env');
  if (!stated) return bare(field, prefix);
  const [name, ...options] = splitTag(stated, ',');
  const otherwise = optionOf(options, 'default');
  const required = (has(options, 'required') || has(options, 'required=true')) && otherwise === null;
  return {
    names: name && name.value !== '' ? [{ name: name.value, at: name.at }] : [],
    required,
    otherwise,
    inner: prefix,
  };
};
