import type { ErrorCode } from 'yaml';

/**
 * What is wrong with the text, by the parser's code. The parser's own messages are not passed on: some quote the source, and with it
 * a variable's value.
 */
const MESSAGES: Readonly<Partial<Record<ErrorCode, string>>> = {
  ALIAS_PROPS: 'an alias can have neither an anchor nor a tag',
  BAD_ALIAS: 'an alias must be * and a name',
  BAD_COLLECTION_TYPE: 'a tag does not fit the list or mapping it stands before',
  BAD_DIRECTIVE: 'this directive is not known; only %YAML 1.2 is',
  BAD_DQ_ESCAPE: 'text in double quotes has an invalid escape; write \\\\ for a backslash, or use single quotes',
  BAD_INDENT: 'the indentation does not fit the lines above',
  BAD_PROP_ORDER: 'anchors and tags must stand after the indicators - ? and :',
  BAD_SCALAR_START: 'text that begins with this character must be in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a mapping cannot begin on the line of another key; put text that holds ": " in quotes',
  BLOCK_IN_FLOW: 'a list or mapping of lines cannot stand within [ ] or { }',
  KEY_OVER_1024_CHARS: 'a key must be shorter than 1024 characters',
  MISSING_CHAR: 'a character is missing here: a colon, a comma, a space, a quote or a closing bracket',
  MULTILINE_IMPLICIT_KEY: 'a key must stand on one line; put text that holds ": " in quotes',
  MULTIPLE_ANCHORS: 'a value can have one anchor only',
  MULTIPLE_DOCS: 'a contract is one document; remove what follows the second ---',
  MULTIPLE_TAGS: 'a value can have one tag only',
  NON_STRING_KEY: 'a key must be text',
  RESOURCE_EXHAUSTION: 'lists and mappings are nested too deeply',
  TAB_AS_INDENT: 'tabs cannot indent; use spaces',
  TAG_RESOLVE_FAILED: 'this tag is not supported; a contract needs none',
  UNEXPECTED_TOKEN: 'this is not expected here',
};

export function syntaxMessage(code: ErrorCode): string {
  return MESSAGES[code] ?? 'this is not valid YAML';
}
