/** One `key:"value"` of a tag; `at` is where the value begins in the tag. */
export interface TagPart {
  readonly value: string;
  readonly at: number;
}

/** What a struct tag says, by key, as `reflect.StructTag` reads it. https://pkg.go.dev/reflect#StructTag */
export function readTag(tag: string): ReadonlyMap<string, TagPart> {
  const found = new Map<string, TagPart>();
  let i = 0;
  while (i < tag.length) {
    while (tag[i] === ' ') i++;
    const from = i;
    while (i < tag.length && !/[ :"\p{Cc}]/u.test(tag[i] ?? '')) i++;
    const key = tag.slice(from, i);
    if (key === '' || tag[i] !== ':' || tag[i + 1] !== '"') return found;
    const begin = i + 2;
    let end = begin;
    while (end < tag.length && tag[end] !== '"') end += tag[end] === '\\' ? 2 : 1;
    if (end >= tag.length) return found;
    if (!found.has(key)) found.set(key, { value: unquote(tag.slice(begin, end)), at: begin });
    i = end + 1;
  }
  return found;
}

function unquote(value: string): string {
  return value.replace(/\\(["\\])/g, '$1');
}

/** A part of a tag's value: `name` and options, each with where it begins in the tag. */
export function splitTag({ value, at }: TagPart, separator: string): readonly TagPart[] {
  const parts: TagPart[] = [];
  let from = at;
  for (const piece of value.split(separator)) {
    const before = piece.length - piece.trimStart().length;
    parts.push({ value: piece.trim(), at: from + before });
    from += piece.length + separator.length;
  }
  return parts;
}

export const isTrue = (value: string | undefined): boolean => /^(1|t|T|TRUE|true|True)$/.test(value ?? '');
