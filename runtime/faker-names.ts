// The kinds of made-up data that a declaration may ask for by name: functions of faker that only make data. Others, which
// read templates or call functions by name, are left out.

/** Kinds by module, as faker calls them: `person.firstName`. */
const kinds = {
  airline: ['flightNumber'],
  animal: ['bird', 'cat', 'dog', 'type'],
  color: ['human', 'rgb'],
  commerce: [
    'department',
    'isbn',
    'price',
    'product',
    'productAdjective',
    'productDescription',
    'productName',
  ],
  company: ['buzzPhrase', 'catchPhrase', 'name'],
  database: ['column', 'engine', 'mongodbObjectId', 'type'],
  datatype: ['boolean'],
  date: ['anytime', 'birthdate', 'future', 'month', 'past', 'recent', 'soon', 'weekday'],
  finance: [
    'accountName',
    'accountNumber',
    'amount',
    'bic',
    'creditCardIssuer',
    'creditCardNumber',
    'currencyCode',
    'iban',
  ],
  food: ['dish', 'fruit', 'ingredient', 'vegetable'],
  git: ['branch', 'commitMessage', 'commitSha'],
  hacker: ['noun', 'phrase', 'verb'],
  internet: [
    'displayName',
    'domainName',
    'email',
    'emoji',
    'ip',
    'ipv4',
    'ipv6',
    'mac',
    'password',
    'port',
    'url',
    'userAgent',
    'username',
  ],
  location: [
    'buildingNumber',
    'city',
    'country',
    'countryCode',
    'county',
    'latitude',
    'longitude',
    'state',
    'street',
    'streetAddress',
    'timeZone',
    'zipCode',
  ],
  lorem: ['paragraph', 'paragraphs', 'sentence', 'sentences', 'slug', 'text', 'word', 'words'],
  music: ['artist', 'genre', 'songName'],
  number: ['float', 'int'],
  person: [
    'bio',
    'firstName',
    'fullName',
    'gender',
    'jobTitle',
    'jobType',
    'lastName',
    'middleName',
    'prefix',
    'suffix',
  ],
  phone: ['imei', 'number'],
  string: ['alpha', 'alphanumeric', 'hexadecimal', 'nanoid', 'numeric', 'ulid', 'uuid'],
  system: ['fileExt', 'fileName', 'mimeType', 'semver'],
  vehicle: ['manufacturer', 'model', 'type', 'vin'],
} as const satisfies Readonly<Record<string, readonly string[]>>

/** Short names for what is wanted most. */
const shortNames = {
  address: 'location.streetAddress',
  avatarUrl: 'internet.url',
  city: 'location.city',
  company: 'company.name',
  country: 'location.country',
  email: 'internet.email',
  firstName: 'person.firstName',
  fullName: 'person.fullName',
  jobTitle: 'person.jobTitle',
  lastName: 'person.lastName',
  name: 'person.fullName',
  paragraph: 'lorem.paragraph',
  paragraphs: 'lorem.paragraphs',
  phone: 'phone.number',
  price: 'commerce.price',
  productName: 'commerce.productName',
  sentence: 'lorem.sentence',
  url: 'internet.url',
  username: 'internet.username',
  uuid: 'string.uuid',
  word: 'lorem.word',
  zipCode: 'location.zipCode',
} as const satisfies Readonly<Record<string, string>>

const byName: ReadonlyMap<string, readonly [module: string, method: string]> = new Map([
  ...Object.entries(kinds).flatMap(([module, methods]) =>
    methods.map((method) => [`${module}.${method}`, [module, method]] as const),
  ),
  ...Object.entries(shortNames).map(([short, name]) => {
    const [module = '', method = ''] = name.split('.')
    return [short, [module, method]] as const
  }),
])

/** Every name, short ones included. */
export const fakerNames: readonly string[] = [...byName.keys()]

/** Faker's module and function of a name; undefined when there is no such kind. */
export function fakerFunction(name: string): readonly [module: string, method: string] | undefined {
  return byName.get(name)
}
