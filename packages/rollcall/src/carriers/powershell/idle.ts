import type { Machine } from './machine.ts';
import type { Statement } from './syntax.ts';

/** Whether running statements changes nothing that a deployment is made of: they print, or they end the script. */
export function decidesNothing(machine: Machine, body: readonly Statement[]): boolean {
  return body.every((statement) => isIdle(machine, statement));
}

function isIdle(machine: Machine, at: Statement): boolean {
  switch (at.kind) {
    case 'leave':
      return at.how !== 'return' || at.value === null || !mentions(machine, at);
    case 'pipeline':
      return !mentions(machine, at);
    case 'if':
      return (
        at.clauses.every(([, body]) => decidesNothing(machine, body)) &&
        (at.otherwise === null || decidesNothing(machine, at.otherwise))
      );
    case 'blocks':
      return decidesNothing(machine, at.body);
    case 'try':
      return decidesNothing(machine, [...at.body, ...at.after]);
    case 'foreach':
    case 'loop':
      return decidesNothing(machine, at.body);
    default:
      return false;
  }
}

/** A command that may deploy, change what is known, or be a function of the script. */
function mentions(machine: Machine, at: Statement): boolean {
  const text = machine.source(at);
  if (/^\s*write-(?:host|warning|error|verbose|debug|information)\b[^|;>]*$/i.test(text) && !text.includes('$('))
    return false;
  if (
    /gcloud|(?<![\d*])>|content|out-file|new-item|tee|file\]::|\.add|\+=|\binvoke-|\.ps1|\bset-|\bcd\b|location|start-process|&\s/i.test(
      text,
    ) &&
    !/^\s*gcloud\s+(?:services|auth|config|artifacts|projects|iam|secrets|storage|sql)\b/i.test(text)
  )
    return true;
  const word = /^[\w-]+/.exec(text.trim())?.[0]?.toLowerCase() ?? '';
  return machine.functions.has(word);
}
