import { known } from '../../model/text.ts';
import type { Expression } from '../../program/program.ts';
import type { Value } from '../value.ts';

/** Types that refuse None. https://docs.pydantic.dev/latest/concepts/conversion_table/ */
const PLAIN = new Set(
  'str int float bool bytes Decimal Path UUID datetime date timedelta SecretStr SecretBytes AnyUrl AnyHttpUrl HttpUrl PostgresDsn RedisDsn MongoDsn AmqpDsn KafkaDsn MySQLDsn EmailStr NonNegativeInt PositiveInt PositiveFloat'.split(
    ' ',
  ),
);

/** Those that refuse an empty text too. */
const FILLED = new Set(
  'int float bool Decimal UUID datetime date timedelta AnyUrl AnyHttpUrl HttpUrl PostgresDsn RedisDsn MongoDsn AmqpDsn KafkaDsn MySQLDsn EmailStr NonNegativeInt PositiveInt PositiveFloat'.split(
    ' ',
  ),
);

/** `Optional[str]`, `str | None`, `Union[str, None]`, `Any`. */
export function mayBeNothing(annotation: Expression | null): boolean {
  return annotation !== null && /Optional|None|"null"|"Any"/.test(JSON.stringify(annotation));
}

/** A default that the field's own type refuses: the field is required, whatever it looks like. */
export function isRefusedDefault(annotation: Expression | null, value: Value): boolean {
  if (annotation?.kind !== 'name' && annotation?.kind !== 'attribute') return false;
  if (value.kind === 'null') return value.of === undefined && PLAIN.has(annotation.name);
  return value.kind === 'text' && value.of === undefined && known(value.text) === '' && FILLED.has(annotation.name);
}
