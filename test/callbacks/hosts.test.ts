// Which hosts messages may be sent to.
import { expect, it } from 'vitest'
import { defaultHosts, readHostRules } from '../../runtime/callbacks/delivery/host-rules.js'

const rulesOf = (list: string | readonly string[]) => readHostRules([list].flat(), 'MOCK_CALLBACK_HOSTS')

it.each<[string | readonly string[], string, boolean]>([
  [defaultHosts, 'http://localhost:3000/hook', true],
  [defaultHosts, 'https://LOCALHOST./hook', true],
  [defaultHosts, 'http://app.localhost/hook', true],
  [defaultHosts, 'http://127.0.0.1:8080/', true],
  [defaultHosts, 'http://127.9.9.9/', true],
  [defaultHosts, 'http://[::1]:8080/', true],
  [defaultHosts, 'http://[::ffff:127.0.0.1]/', true],
  [defaultHosts, 'http://2130706433/', true],
  [defaultHosts, 'http://0x7f.1/', true],
  [defaultHosts, 'http://10.0.0.1/', false],
  [defaultHosts, 'http://169.254.169.254/latest/meta-data', false],
  [defaultHosts, 'http://[::ffff:169.254.169.254]/', false],
  [defaultHosts, 'http://0.0.0.0/', false],
  [defaultHosts, 'http://example.test/', false],
  [defaultHosts, 'http://localhost.example.test/', false],
  [defaultHosts, 'ftp://localhost/', false],
  [defaultHosts, 'file:///etc/passwd', false],
  [defaultHosts, 'http://user:secret@localhost/', false],
  [defaultHosts, 'http://user@localhost/', false],
  [defaultHosts, `http://localhost/${'a'.repeat(9_000)}`, false],
  ['hooks.example.test', 'https://hooks.example.test/a', true],
  ['hooks.example.test', 'https://hooks.example.test:8443/a', true],
  ['hooks.example.test', 'https://other.example.test/', false],
  ['hooks.example.test', 'http://localhost/', false],
  ['hooks.example.test:8443', 'https://hooks.example.test:8443/', true],
  ['hooks.example.test:8443', 'https://hooks.example.test/', false],
  ['hooks.example.test:443', 'https://hooks.example.test/', true],
  ['*.example.test', 'https://a.b.example.test/', true],
  ['*.example.test', 'https://example.test/', false],
  ['*.example.test', 'https://badexample.test/', false],
  ['*', 'https://anything.test/', true],
  ['*', 'http://10.0.0.1/', true],
  ['*', 'http://169.254.169.254/', false],
  ['*', 'http://[fe80::1]/', false],
  ['*', 'http://[64:ff9b::a9fe:a9fe]/', false],
  ['*', 'http://[64:ff9b:1::a9fe:a9fe]/', false],
  ['*', 'http://[::169.254.169.254]/', false],
  ['*', 'http://[::ffff:0:a9fe:a9fe]/', false],
  ['*', 'http://[2001:0:4136:e378:8000:63bf:5601:5601]/', false],
  ['*', 'http://[::]/', false],
  ['*', 'http://[::1]/', true],
  ['*', 'http://[2001:db8::1]/', true],
  ['*', 'http://0.0.0.0/', false],
  ['169.254.10.1', 'http://169.254.10.1/', true],
  ['169.254.10.1', 'http://169.254.169.254/', false],
  ['10.0.0.7:8080', 'http://10.0.0.7:8080/', true],
  ['10.0.0.7:8080', 'http://10.0.0.7/', false],
  ['[fd12::7]:80', 'http://[fd12::7]/', true],
  ['fd12::7', 'http://[fd12:0:0::7]/', true],
])('%s: %s is %s', (list, url, want) => {
  expect(rulesOf(list).refusalOf(new URL(url)) === undefined).toBe(want)
})

it.each<[string, string, string, boolean]>([
  ['*', 'http://a.test', '93.184.216.34', true],
  ['*', 'http://a.test', '10.0.0.1', true],
  ['*', 'http://a.test', '127.0.0.1', true],
  ['*', 'http://a.test', '169.254.169.254', false],
  ['*', 'http://a.test', '::ffff:169.254.169.254', false],
  ['*', 'http://a.test', 'fd00:ec2::254', false],
  ['*', 'http://a.test', '::a9fe:a9fe', false],
  ['*', 'http://a.test', '::1', true],
  ['*', 'http://a.test', '::ffff:10.0.0.1', true],
  ['a.test', 'http://a.test', '::ffff:0:169.254.169.254', false],
  ['a.test', 'http://a.test', '64:ff9b:1::a9fe:a9fe', false],
  ['a.test', 'http://a.test', '2001:0:1::5601:5601', false],
  ['*', 'http://a.test', '100.100.100.200', false],
  ['*', 'http://a.test', '224.0.0.1', false],
  ['a.test', 'http://a.test', '192.168.1.1', true],
  ['a.test', 'http://a.test', '169.254.169.254', false],
  ['localhost', 'http://localhost', '127.0.0.1', true],
  ['localhost', 'http://localhost', '10.0.0.1', false],
  ['10.0.0.7', 'http://a.test', '10.0.0.7', false],
])('%s: %s may lead to %s is %s', (list, url, address, want) => {
  expect(rulesOf(list).admits(new URL(url), address)).toBe(want)
})

it.each([
  'http://a.test',
  'a b',
  'a.test:x',
  '*.',
  '**.a.test',
  'a*.test',
  '[::1',
  '',
  '-a.test',
  '127.0.0.0/8',
])('stops the start for %j', (entry) => {
  expect(() => rulesOf(entry)).toThrow(expect.objectContaining({ code: 'MOCK_SETTING_INVALID' }))
})
