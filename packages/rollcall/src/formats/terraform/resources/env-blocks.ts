import { type Given, givePlain, giveSecret, joinGiven, openList, type Place } from '../../../manifests/given.ts';
import type { Range } from '../../../model/span.ts';
import { rangeOf, type Text } from '../../../model/text.ts';
import { asText, type Value } from '../evaluate/value.ts';
import { blocksAt, blocksIn, type Found, filledTextIn, textIn, valueIn } from '../module/blocks.ts';

/** How a resource's blocks call the parts of a reference to a secret. */
export interface EnvironmentWords {
  /** The block in an `env` block that says where the value comes from. */
  readonly from: string;
  readonly secret: string;
  readonly version: string;
}

/** The `env` blocks of a container. */
export function readEnvBlocks(container: Found, words: EnvironmentWords): Given {
  const { found, open } = blocksIn(container.body, 'env', container.scope);
  return joinGiven([...found.map((block) => readEnvBlock(block, words)), ...open.map(openList)]);
}

function readEnvBlock(block: Found, words: EnvironmentWords): Given {
  const name = textIn(block, 'name') ?? [];
  const place = placeOf(block, name);
  const references = blocksAt(block.body, [words.from, 'secret_key_ref'], block.scope).found;
  const reference = references.find(({ conditional }) => !conditional) ?? references[0];
  const value = valueIn(block, 'value');
  // Where only run time knows whether it comes from a secret, a plain value that is there speaks against it.
  if (reference && (!reference.conditional || !isThere(value))) {
    const secret = {
      id: filledTextIn(reference, words.secret),
      version: textIn(reference, words.version),
      project: null,
    };
    return giveSecret(name, secret, place);
  }
  return givePlain(name, value && asText(value), place);
}

function isThere(value: Value | null): boolean {
  return value !== null && value.kind === 'text';
}

/** A block made for an item stands where the item does, unless the block itself says the name. */
export function placeOf({ made, block, conditional }: Found, name: Text): Place {
  const said = rangeOf(name);
  if (!made || (said !== null && isWithin(said, made.content))) return { range: block, related: [], conditional };
  return { range: made.item, related: [block], conditional };
}

function isWithin(inner: Range, outer: Range): boolean {
  return inner.path === outer.path && inner.start >= outer.start && inner.end <= outer.end;
}
