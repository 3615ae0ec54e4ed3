/** Plain text that YAML would read as something else. */
const SPECIAL = /^(null|true|false|yes|no|on|off|y|n)$/i;

/** Text as a scalar of YAML 1.2, good as a key and within `[ ]` and `{ }`. JSON's quoting is YAML's. */
export function scalar(text: string): string {
  const plain = /^[A-Za-z_][\w./@-]*$/.test(text) && !SPECIAL.test(text);
  return plain ? text : JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, escaped);
}

/** Text for a comment: one line, without control characters, not too long. */
export function commentText(text: string): string {
  const shown = [...text].map((character) => (/[\p{C}\p{Zl}\p{Zp}]/u.test(character) ? '?' : character));
  return shown.length > 120 ? `${shown.slice(0, 119).join('')}…` : shown.join('');
}

/** A list for a comment: the first few, and how many more. */
export function commentList(items: readonly string[], most = 3): string {
  const shown = items.slice(0, most).map(commentText).join(', ');
  return items.length > most ? `${shown} and ${items.length - most} more` : shown;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
