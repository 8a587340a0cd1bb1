// The values of `format` that the validator checks (JSON Schema 2020-12 and the OpenAPI format registry).

export const knownFormats = [
  'date-time',
  'date',
  'time',
  'duration',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uri',
  'uri-reference',
  'uri-template',
  'uuid',
  'byte',
  'int32',
  'int64',
  'regex',
  'json-pointer',
  'relative-json-pointer',
] as const
