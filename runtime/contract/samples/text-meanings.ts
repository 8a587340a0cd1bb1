// What the name of a property says about its text, in several languages of spelling.
import { integerBetween, pick } from './random-choice.js'
import { sampleMoment } from './sample-moment.js'
import { amount, type MakeText, phone } from './text-formats.js'
import {
  capitalised,
  email,
  firstNames,
  fullName,
  hex,
  lastNames,
  sentence,
  title,
  url,
  uuid,
  words,
} from './words.js'

/**
 * Makes text for a property by its name and what it stands in, both in snake_case; undefined when they say nothing. The
 * name of a person and the code of a currency are told from their parents.
 */
export function textMeaning(name: string, parent: string): MakeText | undefined {
  if (name === '') return undefined
  const together = parent === '' ? undefined : find(inParent, `${singular(parent)}_${name}`)
  return together ?? find(meanings, name) ?? find(meanings, singular(name)) ?? find(kindsOfParent, parent)
}

/** A name in snake_case: `firstName`, `first-name`, `FirstName` and `FIRST_NAME` become `first_name`. */
export function snakeCase(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .replace(/[^A-Za-z\d]+/g, '_')
    .toLowerCase()
}

type Meanings = readonly (readonly [RegExp, MakeText])[]

function find(table: Meanings, name: string): MakeText | undefined {
  return table.find(([pattern]) => pattern.test(name))?.[1]
}

function singular(name: string): string {
  return name.replace(/ies$/, 'y').replace(/([^s])s$/, '$1')
}

const people =
  'user|customer|person|author|owner|employee|member|contact|patient|student|teacher|guest|passenger|creator|assignee|recipient|sender|driver|manager|profile|artist'
const places: readonly (readonly [city: string, country: string, code: string, zone: string])[] = [
  ['Lisbon', 'Portugal', 'PT', 'Europe/Lisbon'],
  ['Oslo', 'Norway', 'NO', 'Europe/Oslo'],
  ['Kyoto', 'Japan', 'JP', 'Asia/Tokyo'],
  ['Quito', 'Ecuador', 'EC', 'America/Guayaquil'],
  ['Nairobi', 'Kenya', 'KE', 'Africa/Nairobi'],
  ['Vienna', 'Austria', 'AT', 'Europe/Vienna'],
  ['Perth', 'Australia', 'AU', 'Australia/Perth'],
  ['Toronto', 'Canada', 'CA', 'America/Toronto'],
]
const companies = ['Works', 'Labs', 'Trading', 'Systems', 'Studio']

/** Names that only mean something together with what they stand in: `parent_name`. */
const inParent: Meanings = [
  [new RegExp(`(^|_)(${people})_(name|label|title)$`), ({ random }) => fullName(random)],
  [/(^|_)(company|organi[sz]ation|vendor|supplier|brand|publisher|manufacturer|employer)_name$/, company],
  [/(^|_)city_name$/, ({ random }) => pick(places, random)[0]],
  [/(^|_)country_name$/, ({ random }) => pick(places, random)[1]],
  [/(^|_)country_(code|iso|iso2|alpha2?)$/, ({ random }) => pick(places, random)[2]],
  [/(^|_)currency_(code|iso)$/, ({ random }) => pick(currencies, random)],
  [/(^|_)(language|locale)_code$/, ({ random }) => pick(['en', 'de', 'fr', 'pt', 'ja'], random)],
  [/(^|_)phone_number$/, phone],
]

/** What everything in a parent of this name is, whatever it is called: `external_urls: { shop, forum }`. */
const kindsOfParent: Meanings = [[/(^|_)(ur[li]s|links|hrefs)$/, ({ random }) => url(random)]]

const currencies = ['EUR', 'USD', 'GBP', 'JPY', 'CHF']

/** The first that matches makes the text. */
const meanings: Meanings = [
  [/(^|_)e?mail(_address)?$/, ({ random }) => email(random)],
  [/(^|_)(avatar|image|photo|picture|logo|icon|thumbnail)(_ur[li])?$/, ({ random }) => `${url(random)}.png`],
  [/(^|_)(ur[li]|href|link|website|homepage|webhook|callback)$/, ({ random }) => url(random)],
  [/(^|_)(hostname|host|domain(_name)?)$/, ({ random }) => `${pick(words, random)}.example.com`],
  [/(^|_)ip(_?v?4|_?addr(ess)?)?$/, ({ random }) => `192.0.2.${integerBetween(1, 254, random)}`],
  [/(^|_)ip_?v?6$/, ({ random }) => `2001:db8::${integerBetween(1, 0xffff, random).toString(16)}`],
  [/(^|_)mac(_address)?$/, ({ random }) => (hex(random, 12).match(/../g) ?? []).join(':')],
  [/^(first|given|fore)_?name$/, ({ random }) => pick(firstNames, random)],
  [/^middle_?name$/, ({ random }) => pick(firstNames, random)],
  [/^(last|family|sur)_?name$/, ({ random }) => pick(lastNames, random)],
  [
    /^(full_?name|author|owner|display_name|contact|assignee)$|(^|_)(created|updated)_by$/,
    ({ random }) => fullName(random),
  ],
  [
    /(^|_)(user_?name|login|nick_?name|handle|screen_name)$/,
    ({ random }) => `${pick(words, random)}${integerBetween(1, 99, random)}`,
  ],
  [/(^|_)(phone|mobile|tel|telephone|fax|cell)(_?(number|no))?$/, phone],
  [/(^|_)(company|organi[sz]ation|vendor|supplier|brand|publisher|manufacturer|employer)(_name)?$/, company],
  [
    /(^|_)(job|job_title|occupation|profession)$/,
    ({ random }) => pick(['Engineer', 'Teacher', 'Editor', 'Nurse'], random),
  ],
  [/(^|_)(city|town|locality)(_name)?$/, ({ random }) => pick(places, random)[0]],
  [/(^|_)country_?(code|iso)$|^iso_?country$/, ({ random }) => pick(places, random)[2]],
  [/(^|_)(available_)?market$/, ({ random }) => pick(places, random)[2]],
  [/(^|_)country(_name)?$/, ({ random }) => pick(places, random)[1]],
  [
    /(^|_)(state|province|region)(_name)?$/,
    ({ random }) => pick(['Bergen', 'Minho', 'Kansai', 'Tyrol', 'Ontario'], random),
  ],
  [/(^|_)currency(_?code)?$/, ({ random }) => pick(currencies, random)],
  [/(^|_)(locale)(_code)?$/, ({ random }) => pick(['en-US', 'de-AT', 'fr-FR', 'pt-PT'], random)],
  [/(^|_)(language|lang)(_code)?$/, ({ random }) => pick(['en', 'de', 'fr', 'pt'], random)],
  [/(^|_)(time_?zone|tz)$/, ({ random }) => pick(places, random)[3]],
  [
    /(^|_)(zip|zip_?code|postal_?code|post_?code)$/,
    ({ random }) => String(integerBetween(10000, 99999, random)),
  ],
  [
    /(^|_)(street|address|addr)(_?line(_?\d)?|_?\d)?$/,
    ({ random }) => `${integerBetween(1, 99, random)} ${capitalised(random)} Street`,
  ],
  [/(^|_)(lat|latitude|lng|lon|longitude)$/, ({ random }) => (random() * 90).toFixed(4)],
  [/(^|_)(price|amount|total|cost|fee|balance|subtotal|tax)$/, amount],
  [
    /(^|_)(description|summary|text|comment|body|message|notes?|content|details|bio|reason|caption|excerpt)$/,
    ({ random }) => sentence(random),
  ],
  [/(^|_)(title|subject|headline|label|heading)$/, ({ random }) => title(random)],
  [/(^|_)slug$/, ({ random }) => `${pick(words, random)}-${pick(words, random)}`],
  [/(^|_)file_?name$/, ({ random }) => `${pick(words, random)}.txt`],
  [
    /(^|_)(path|file_?path|directory|folder)$/,
    ({ random }) => `/${pick(words, random)}/${pick(words, random)}`,
  ],
  [/(^|_)(mime_?type|media_?type|content_?type)$/, () => 'application/json'],
  [/(^|_)name$/, ({ random }) => title(random)],
  [/(^|_)colou?r$/, ({ random }) => `#${hex(random, 6)}`],
  [
    /(^|_)(version|semver)$/,
    ({ random }) => `1.${integerBetween(0, 9, random)}.${integerBetween(0, 9, random)}`,
  ],
  [/(^|_)(status|state)$/, ({ random }) => pick(['active', 'pending', 'inactive'], random)],
  [/(^|_)(gender|sex)$/, ({ random }) => pick(['female', 'male', 'other'], random)],
  [/(^|_)(u?uid|guid)$/, ({ random }) => uuid(random)],
  [/(^|_)isbn(_?1[03])?$/, ({ random }) => `978${integerBetween(1_000_000_000, 9_999_999_999, random)}`],
  [/(^|_)(ean|upc|gtin|barcode)(_?1[234])?$/, ({ random }) => String(integerBetween(4e12, 5e12, random))],
  [/(^|_)(time_?zone_offset|utc_offset)$/, () => '+01:00'],
  [/(^|_)sku$/, ({ random }) => `SKU-${integerBetween(1000, 9999, random)}`],
  [/(^|_)iban$/, () => 'GB33BUKB20201555555555'],
  [/(^|_)user_?agent$/, () => 'Mozilla/5.0 (X11; Linux x86_64)'],
  [/(^|_)(timestamp|date_?time)$|_(at|on)$/, ({ random, name }) => sampleMoment(name, random)],
  [/(^|_)(date|day|birthday|dob)$/, ({ random, name }) => sampleMoment(name, random).slice(0, 10)],
  [/(^|_)time$/, ({ random, name }) => sampleMoment(name, random).slice(11, 19)],
  [/(^|_)(id|sid|key|token|secret|hash|sha|etag|checksum|fingerprint)$/, ({ random }) => hex(random, 12)],
]

function company({ random }: Parameters<MakeText>[0]): string {
  return `${capitalised(random)} ${pick(companies, random)}`
}
