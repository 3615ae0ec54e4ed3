/**
 * Defaults that somebody wrote to be replaced. The list is closed: what is not on it is a default like any other. Parts of a text are what
 * `-`, `_`, `.`, `:`, `@`, `/` or spaces part; case says nothing.
 */
const PLACEHOLDERS: readonly RegExp[] = [
  // changeme, change_me, please-change-this-in-production
  /(^|[-_.:@/ ])change[-_ ]?(me|this|it)([-_.:@/ !]|$)/i,
  // dev-key-change-in-production, local only: replace for prod
  /(^|[-_.:@/ ])(change|replace|override)[-_ ](in|for|before)[-_ ]prod(uction)?([-_.:@/ !]|$)/i,
  // replace-me, replace_with_your_key
  /(^|[-_.:@/ ])replace[-_ ]?(me|this|it)([-_.:@/ !]|$)/i,
  /^replace[-_ ]with[-_ ]/i,
  // your-project-id, https://your-service.run.app, YOUR_API_KEY
  /^([a-z][a-z0-9+]*:\/\/)?([^\s/@]*[/@])*your[-_][a-z0-9]/i,
  // enter-key-here, insert_token_here
  /^(add|enter|insert|paste|put)[-_ ].*[-_ ]here$/i,
  // <project>, https://<region>.example.com
  /^<(?!(none|null|unknown|unset|empty|default)>)[\w .-]*[a-z][\w .-]*>$/i,
  /^[a-z][a-z0-9+]*:\/\/[^\s<]*<[\w .-]+>/i,
  // xxx, sk-xxxx
  /^([a-z0-9]{1,8}[-_])*x{3,}([-_]x+)*$/i,
  // todo, placeholder-key
  /^(todo|tbd|fixme)$/i,
  /(^|[-_])placeholder([-_]|$)/i,
];

/** A name by which its value is a secret; only for these a made-up word is no default. `KEY_NAME` and `TOKEN_URL` are not. */
const SECRET_NAME =
  /(SECRET|KEY|TOKEN|PASSWORD|PASSWD|PASSPHRASE|PASS|PWD|SALT|PEPPER|CREDENTIALS?)(_BASE|_STRING|_VALUE|_?\d+)?$/i;

/** A text that is a variable's name, of which the code reads a secret. */
const NAME = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/;

/** Words that say that a secret is none: `dev-secret`, `my_super_secret_key`, `insecure-key-for-local-use`, `test-token-123`. */
const MADE_UP =
  /^(dev|development|local|test|testing|default|dummy|fake|example|sample|demo|insecure|unsafe|secret|secretkey|supersecret|supersecretkey|devsecret|mysecret|mysecretkey)$/i;
const BESIDE =
  /^(a|an|the|my|some|this|is|it|not|so|very|super|top|really|key|token|password|passphrase|pass|salt|jwt|api|app|auth|session|cookie|signing|encryption|access|refresh|admin|value|string|for|in|only|use|do|production|prod|please|django|flask|\d{1,6})$/i;

/** Whether a default stands in the code for a name to be replaced, and is no value that a service should run with. */
export function isPlaceholder(name: string, text: string): boolean {
  return text.length < 200 && (PLACEHOLDERS.some((one) => one.test(text)) || isMadeUpSecret(name, text));
}

function isMadeUpSecret(name: string, text: string): boolean {
  if (!SECRET_NAME.test(name) || NAME.test(text)) return false;
  const words = text.split(/[-_ .!]+/).filter((word) => word !== '');
  return words.some((word) => MADE_UP.test(word)) && words.every((word) => MADE_UP.test(word) || BESIDE.test(word));
}
