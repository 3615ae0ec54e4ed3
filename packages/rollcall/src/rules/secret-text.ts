import { isPlaceholder } from '../model/placeholder-text.ts';
import { known, type Text } from '../model/text.ts';

/** Names whose value is kept secret. `KEY` alone may be of a cache or a table; `_NAME`, `_URL`, `_ID` and the like say what else it is. */
const SECRET_NAME =
  /(^|_)(SECRET|PASSWORD|PASSWD|PASSPHRASE|PWD|TOKEN|CREDENTIALS?|((API|SECRET|PRIVATE|SIGNING|ENCRYPTION|MASTER|AUTH|SERVICE_ROLE|SECRET_ACCESS|JWT|SESSION|COOKIE|HMAC|AES)_?KEY))(_BASE|_BASE64|_B64|_STRING|_VALUE|_?\d+)?$/i;

/**
 * Words that say that everybody may know it. Keys of Firebase and of maps go out to browsers and are restricted by where they are used from.
 * https://firebase.google.com/docs/projects/api-keys
 */
const PUBLIC_NAME =
  /(^|_)(PUBLIC|PUBLISHABLE|PUB|ANON|PER|COST|PRICE|LIMIT|COUNT|NUM|SITE|SITEKEY|CLIENT_TOKEN|FIREBASE|MAPS?|RECAPTCHA_SITE|VAPID_PUBLIC|CSRF|XSRF|MAX|MIN|TEST|DEV|LOCAL|FAKE|DUMMY|EMULATOR)(_|$)|^(NEXT_PUBLIC|REACT_APP|VITE|NUXT_PUBLIC|EXPO_PUBLIC|GATSBY|VUE_APP|NG_APP)_/i;

/** Texts that are no secret, or say where one is. */
const NO_SECRET: readonly RegExp[] = [
  // switches and numbers
  /^(true|false|yes|no|on|off|none|null|nil|undefined|enabled|disabled|auto|default|required|optional|bearer|basic|n\/?a|\d{1,6}|\d*\.\d+|\d+[smhd])$/i,
  // a path, a URL without user information, or a reference to where the secret lies
  /^(\.{0,2}\/|~\/|[A-Za-z]:\\)|\.(json|pem|key|txt|crt|ya?ml|p12|pfx|env)$/i,
  /^[a-z][a-z0-9+.-]*:\/\/(?![^/@]*:[^/@]+@)/i,
  /^(projects\/|arn:|vault:|op:|ssm:|sm:|secret:|secrets?\/|gcp-?secrets?:|file:|env:|ref\+|berglas|@microsoft\.keyvault)/i,
  // a version of a secret
  /\/versions\/(latest|\d+)$/,
  // what a tool fills in: $(X), ${X}, {{ x }}, <x>, %X%, #{x}#, @x@, __X__, [x]
  /\$[({\w]|\{\{|\}\}|<[^>]*>|^%\w+%$|#\{|^@\w+@$|^__\w+__$|^\[[^\]]*\]$|ENC\[|^AgA/,
  // a variable's or a header's name: the text says where to look
  /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$|^[Xx]-[A-Za-z-]+$/,
  // what somebody wrote to be replaced
  /(^|[^a-z])(change|replace|your|insert|enter|todo|tbd|fixme|placeholder|example|sample|dummy|fake|mock|redacted|masked|secret-?here|xxx+|not-?used|unused|empty|set[-_ ]?(me|in|by|via)|stub|noop)/i,
  /^([x*.•_-])\1*$/i,
];

const SHORTEST = 4;
const LONGEST = 20_000;

/** Whether a value that stands in the repository is, by its name and its form, a secret. What is not certain is none. */
export function isPlainSecret(name: string, value: Text): boolean {
  const text = known(value);
  if (text === null || !SECRET_NAME.test(name) || PUBLIC_NAME.test(name)) return false;
  const trimmed = text.trim();
  if (trimmed.length < SHORTEST || trimmed.length > LONGEST) return false;
  return !NO_SECRET.some((form) => form.test(trimmed)) && !isPlaceholder(name, trimmed) && !namesItself(name, trimmed);
}

/** `JWT_SECRET=jwt-secret`: the id of a secret, or a stand-in for it. */
function namesItself(name: string, text: string): boolean {
  const bare = (word: string): string => word.toLowerCase().replace(/[^a-z0-9]/g, '');
  const own = bare(name);
  const told = bare(text);
  return told.includes(own) || (told.length > 3 && own.includes(told));
}

/** Whether a text was made by a machine: nobody writes it to be replaced. */
export function looksRandom(value: Text): boolean {
  const text = known(value)?.trim() ?? '';
  const isMixed = /\d/.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text);
  return (isMixed && /^[\w+/=.-]{20,200}$/.test(text)) || /^(?=.*\d)(?=.*[a-f])[0-9a-f]{32,128}$/i.test(text);
}
