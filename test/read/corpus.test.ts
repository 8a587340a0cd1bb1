// Real documents: what each operation does, reviewed by hand. Where the documents are not at hand, those of the
// development dependencies remain.
import { describe, expect, test } from 'vitest'
import { explainModel } from '../../generator/read/explain.js'
import { actionsOf, corpusFile, entityOf, factsOf, packagedFile, readFile } from './documents.js'

type Actions = Readonly<Record<string, string>>

interface Reviewed {
  /** Number of stateful operations. */
  readonly bound: number
  readonly entities: readonly string[]
  /** Some or all operations. */
  readonly actions?: Actions
}

function collection(
  path: string,
  item: string,
  entity: string,
  actions = 'list create read update delete',
): Actions {
  const places: Actions = {
    list: `get ${path}`,
    create: `post ${path}`,
    read: `get ${path}/${item}`,
    update: `put ${path}/${item}`,
    patch: `patch ${path}/${item}`,
    upsert: `put ${path}/${item}`,
    delete: `delete ${path}/${item}`,
  }
  return Object.fromEntries(
    actions
      .split(' ')
      .map((action) => [places[action], `${action === 'patch' ? 'update' : action} ${entity}`]),
  )
}

const packaged: Readonly<Record<string, Reviewed>> = {
  '@readme/oas-examples/3.0/json/petstore-expanded.json': {
    bound: 4,
    entities: ['pets'],
    actions: collection('/pets', '{id}', 'pets', 'list create read delete'),
  },
  '@readme/oas-examples/3.0/json/star-trek.json': { bound: 0, entities: [] },
  '@readme/oas-examples/3.0/json/uspto.json': { bound: 0, entities: [] },
  '@readme/oas-examples/3.0/json/link-example.json': { bound: 0, entities: [] },
  '@scalar/galaxy/3.1.json': {
    bound: 5,
    entities: ['planets'],
    actions: {
      ...collection('/planets', '{planetId}', 'planets'),
      'post /planets/{planetId}/image': '-',
      'post /celestial-bodies': '-',
      'post /user/signup': '-',
      'post /auth/token': '-',
      'get /me': '-',
    },
  },
}

const ofCorpus: Readonly<Record<string, Reviewed>> = {
  'oai/petstore.oas30.yaml': {
    bound: 3,
    entities: ['pets'],
    actions: collection('/pets', '{petId}', 'pets', 'list create read'),
  },
  'oai/petstore-expanded.oas30.yaml': {
    bound: 4,
    entities: ['pets'],
    actions: collection('/pets', '{id}', 'pets', 'list create read delete'),
  },
  'oai/link-example.oas30.yaml': { bound: 0, entities: [] },
  'oai/uspto.oas30.yaml': { bound: 0, entities: [] },
  'oai/tictactoe.oas31.yaml': { bound: 0, entities: [] },
  'oai/webhook-example.oas31.yaml': { bound: 0, entities: [] },
  'swagger-petstore-v3.oas30.yaml': {
    bound: 12,
    entities: ['pet', 'order', 'user'],
    actions: {
      'put /pet': 'update pet',
      ...collection('/pet', '{petId}', 'pet', 'create read delete'),
      'get /pet/findByStatus': 'list pet',
      'get /pet/findByTags': '-',
      'post /pet/{petId}': '-',
      'post /pet/{petId}/uploadImage': '-',
      'get /store/inventory': '-',
      ...collection('/store/order', '{orderId}', 'order', 'create read delete'),
      ...collection('/user', '{username}', 'user', 'create read update delete'),
      'post /user/createWithList': '-',
      'get /user/login': '-',
      'get /user/logout': '-',
    },
  },
  'museum.oas31.yaml': {
    bound: 5,
    entities: ['specialEvents'],
    actions: {
      ...collection('/special-events', '{eventId}', 'specialEvents', 'list create read patch delete'),
      'get /museum-hours': '-',
      'post /tickets': '-',
      'get /tickets/{ticketId}/qr': '-',
    },
  },
  'ogen/superset.json': {
    bound: 35,
    entities: ['annotationLayer', 'annotation', 'chart', 'cssTemplate', 'database', 'report', 'savedQuery'],
    actions: {
      'get /api/v1/annotation_layer/': 'list annotationLayer',
      'get /api/v1/annotation_layer/{pk}': 'read annotationLayer',
      'put /api/v1/database/{pk}': 'update database',
      'delete /api/v1/report/{pk}': 'delete report',
      'delete /api/v1/annotation_layer/': '-',
      'get /api/v1/dashboard/{id_or_slug}': '-',
      'get /api/v1/chart/{pk}': 'read chart',
    },
  },
  'ogen/ent.json': {
    bound: 12,
    entities: ['pets', 'categories', 'friends', 'owner'],
    actions: {
      ...collection('/pets', '{id}', 'pets', 'list create read patch delete'),
      ...collection('/pets/{id}/friends', '', 'friends', 'list create'),
      'get /pets/{id}/owner': 'read owner',
      'post /pets/{id}/owner': 'update owner',
      'delete /pets/{id}/owner': 'delete owner',
    },
  },
  'xero/xero-projects.yaml': {
    bound: 15,
    entities: ['projects', 'tasks', 'time'],
    actions: {
      ...collection('/Projects', '{projectId}', 'projects', 'list create read update'),
      ...collection('/Projects', '{projectId}', 'projects', 'patch'),
      ...collection('/Projects/{projectId}/Tasks', '{taskId}', 'tasks'),
      ...collection('/Projects/{projectId}/Time', '{timeEntryId}', 'time'),
      'get /ProjectsUsers': '-',
    },
  },
  'spotify.oas30.yaml': {
    bound: 4,
    entities: ['mePlaylists', 'userPlaylists'],
    actions: {
      ...collection('/me/playlists', '', 'mePlaylists', 'list create'),
      ...collection('/users/{user_id}/playlists', '', 'userPlaylists', 'list create'),
      'put /playlists/{playlist_id}': '-',
      'put /me/albums': '-',
      'get /search': '-',
    },
  },
  'github-api.min.oas30.json': {
    bound: 433,
    entities: [],
    actions: {
      ...collection('/gists', '{gist_id}', 'gists', 'list create read patch delete'),
      ...collection(
        '/gists/{gist_id}/comments',
        '{comment_id}',
        'gistComments',
        'list create read patch delete',
      ),
      ...collection('/repos/{owner}/{repo}/issues', '{issue_number}', 'issues', 'list create read patch'),
      ...collection('/repos/{owner}/{repo}/pulls', '{pull_number}', 'pulls', 'list create read patch'),
      ...collection('/repos/{owner}/{repo}/labels', '{name}', 'labels', 'list create read patch delete'),
      ...collection(
        '/repos/{owner}/{repo}/milestones',
        '{milestone_number}',
        'milestones',
        'list create read patch delete',
      ),
      ...collection(
        '/repos/{owner}/{repo}/releases',
        '{release_id}',
        'releases',
        'list create read patch delete',
      ),
      ...collection(
        '/orgs/{org}/actions/secrets',
        '{secret_name}',
        'orgActionSecrets',
        'list read upsert delete',
      ),
      ...collection('/user/keys', '{key_id}', 'userKeys', 'list create read delete'),
      'get /repos/{owner}/{repo}': '-',
      'get /repos/{owner}/{repo}/issues/comments/{comment_id}': '-',
      'put /repos/{owner}/{repo}/pulls/{pull_number}/merge': '-',
      'put /repos/{owner}/{repo}/issues/{issue_number}/lock': 'update issues',
      'post /repos/{owner}/{repo}/issues/{issue_number}/labels': '-',
      'post /repos/{owner}/{repo}/forks': 'create forks',
      'post /gists/{gist_id}/forks': '-',
      'put /user/starred/{owner}/{repo}': '-',
      'put /user/following/{username}': '-',
      'post /markdown': '-',
      'get /search/issues': '-',
      'get /users/{username}': '-',
      'get /user': 'read user',
      'patch /user': 'update user',
      'get /repos/{owner}/{repo}/subscription': 'read repoSubscription',
      'put /repos/{owner}/{repo}/subscription': 'upsert repoSubscription',
      'delete /repos/{owner}/{repo}/subscription': 'delete repoSubscription',
      'get /repos/{owner}/{repo}/topics': 'read topics',
      'put /orgs/{org}/actions/permissions': 'update orgActionPermissions',
      'put /orgs/{org}/actions/runners/{runner_id}/labels': '-',
    },
  },
  'star-trek.oas30.json': { bound: 0, entities: [] },
  'readme-api.oas31.json': {
    bound: 28,
    entities: ['changelogs', 'customPages', 'guides', 'reference', 'recipes', 'branches'],
    actions: {
      ...collection(
        '/branches/{branch}/custom_pages',
        '{slug}',
        'customPages',
        'list create read patch delete',
      ),
      ...collection('/branches/{branch}/guides', '{slug}', 'guides', 'create read patch delete'),
      ...collection('/changelogs', '{identifier}', 'changelogs', 'list create read patch delete'),
      ...collection('/branches', '{branch}', 'branches', 'list create read patch delete'),
      'get /branches/{branch}/categories/{section}': '-',
      'get /projects/{subdomain}/apikeys/{api_key_id}': '-',
      'get /images/{identifier}': '-',
      'post /owlbot/ask': '-',
    },
  },
  'xero/xero_accounting.yaml': {
    bound: 91,
    entities: [],
    actions: {
      'get /Accounts': 'list accounts',
      'put /Accounts': 'create accounts',
      'get /Accounts/{AccountID}': 'read accounts',
      'post /Accounts/{AccountID}': 'update accounts',
      'delete /Accounts/{AccountID}': 'delete accounts',
      'put /Invoices': 'create invoices',
      'post /Invoices': 'upsert invoices',
      'get /Contacts/{ContactID}': 'read contacts',
      'post /Contacts/{ContactID}': 'update contacts',
      'get /Contacts/{ContactNumber}': '-',
      'get /Reports/BalanceSheet': '-',
    },
  },
  'twilio-conversations-v1.oas30.yaml': {
    bound: 82,
    entities: [],
    actions: {
      'get /v1/Services': 'list services',
      'post /v1/Services': 'create services',
      'get /v1/Services/{Sid}': 'read services',
      'delete /v1/Services/{Sid}': 'delete services',
      'post /v1/Conversations/{Sid}': 'update conversations',
      'post /v1/Services/{ChatServiceSid}/Users/{Sid}': 'update serviceUsers',
      'get /v1/Services/{ChatServiceSid}/Configuration': 'read serviceConfiguration',
      'post /v1/Services/{ChatServiceSid}/Configuration': 'update serviceConfiguration',
      // Nothing creates a receipt.
      'get /v1/Conversations/{ConversationSid}/Messages/{MessageSid}/Receipts': '-',
      'post /v1/ConversationWithParticipants': '-',
      'get /v1/ParticipantConversations': '-',
    },
  },
  'box.oas30.json': {
    bound: 149,
    entities: [],
    actions: {
      ...collection('/folders', '{folder_id}', 'folders', 'create read update delete'),
      ...collection('/users', '{user_id}', 'users'),
      'get /files/{file_id}': '-',
      'put /files/{file_id}': '-',
    },
  },
  'adyen-management-v3.oas31.yaml': {
    bound: 87,
    entities: [],
    actions: {
      ...collection('/stores', '{storeId}', 'stores', 'list create read patch'),
      'post /companies/{companyId}/terminalOrders/{orderId}/cancel': '-',
      'get /stores/{storeId}/terminalSettings': 'read storeTerminalSettings',
      'patch /stores/{storeId}/terminalSettings': 'update storeTerminalSettings',
    },
  },
  'digitalocean-subset/specification/DigitalOcean-public.v2.yaml': {
    bound: 82,
    entities: [],
    actions: {
      ...collection('/v2/droplets', '{droplet_id}', 'droplets', 'list create read delete'),
      ...collection('/v2/domains', '{domain_name}', 'domains', 'list create read delete'),
      ...collection('/v2/domains/{domain_name}/records', '{domain_record_id}', 'records'),
      'post /v2/droplets/actions': '-',
      'delete /v2/droplets': '-',
      ...collection('/v2/account/keys', '{ssh_key_identifier}', 'keys'),
      ...collection('/v2/tags', '{tag_id}', 'tags', 'list create read delete'),
      'get /v2/snapshots/{snapshot_id}': '-',
    },
  },
}

async function review(file: string, { bound, entities, actions }: Reviewed): Promise<void> {
  const model = await readFile(file)
  expect(actionsOf(model)).toMatchObject(actions ?? {})
  if (entities.length > 0 || bound === 0) expect(model.entities.map(({ name }) => name)).toEqual(entities)
  const rows = explainModel(model)
  expect(rows.filter(({ action }) => action !== undefined)).toHaveLength(bound)
  expect(rows.filter(({ reason }) => reason === '')).toEqual([])
}

describe('documents of the development dependencies', () => {
  test.each(Object.entries(packaged))('%s', async (specifier, reviewed) => {
    await review(packagedFile(specifier), reviewed)
  })
})

describe('documents of the corpus', () => {
  for (const [name, reviewed] of Object.entries(ofCorpus)) {
    const file = corpusFile(name)
    test.skipIf(file === undefined)(
      `${name}${file === undefined ? ' (the corpus is not at hand)' : ''}`,
      async () => {
        await review(file ?? '', reviewed)
      },
    )
  }

  const xero = corpusFile('xero/xero-projects.yaml')
  test.skipIf(xero === undefined)('nested envelopes, scopes and paging are read in full', async () => {
    const model = await readFile(xero ?? '')
    expect(factsOf(model, 'get', '/Projects/{projectId}/Tasks')).toEqual({
      method: 'get',
      path: '/Projects/{projectId}/Tasks',
      action: 'list',
      entity: 'tasks',
      scope: ['projectId'],
      items: '/items',
      page: {
        page: 'page',
        limit: 'pageSize',
        answer: {
          page: '/pagination/page',
          limit: '/pagination/pageSize',
          pages: '/pagination/pageCount',
          total: '/pagination/itemCount',
        },
      },
      filters: { chargeType: 'chargeType' },
    })
    expect(entityOf(model, 'tasks')).toEqual({
      schemas: ['#/components/schemas/Task'],
      key: 'taskId',
      generateKey: 'uuid',
      scope: ['projectId'],
      scopeProperties: { projectId: 'projectId' },
      parent: 'projects',
      indexes: ['chargeType'],
    })
  })

  const parents: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['ogen/ent.json', { categories: 'pets', friends: 'pets', owner: 'pets' }],
    ['ogen/superset.json', { annotation: 'annotationLayer' }],
    ['xero/xero-projects.yaml', { tasks: 'projects', time: 'projects' }],
    ['box.oas30.json', { emailAliases: 'users', folderWatermark: 'folders' }],
    // A branch is told by its name, presumably: not sure enough to refuse guides of branches that nobody created.
    ['readme-api.oas31.json', {}],
    [
      'digitalocean-subset/specification/DigitalOcean-public.v2.yaml',
      {
        records: 'domains',
        dropletActions: 'droplets',
        imageActions: 'images',
        volumeActions: 'volumes',
        snapshots: 'volumes',
        peerings: 'vpcs',
      },
    ],
    [
      'github-api.min.oas30.json',
      {
        gistComments: 'gists',
        orgCopilotSpaceCollaborators: 'orgCopilotSpaces',
        orgCopilotSpaceResources: 'orgCopilotSpaces',
        orgHookConfig: 'orgHooks',
        userCopilotSpaceCollaborators: 'userCopilotSpaces',
        userCopilotSpaceResources: 'userCopilotSpaces',
        statuses: 'deployments',
        deploymentBranchPolicies: 'environments',
        environmentSecrets: 'environments',
        environmentVariables: 'environments',
        issueComments: 'issues',
        issueReactions: 'issues',
        pullComments: 'pulls',
        reviews: 'pulls',
        releaseReactions: 'releases',
        repoHookConfig: 'repoHooks',
      },
    ],
  ]
  for (const [name, want] of parents) {
    const file = corpusFile(name)
    test.skipIf(file === undefined)(`nested collections of ${name} know their parents`, async () => {
      const { entities } = await readFile(file ?? '')
      const found = entities.flatMap(({ name, facts }) => (facts.parent ? [[name, facts.parent]] : []))
      expect(Object.fromEntries(found)).toEqual(want)
    })
  }

  const github = corpusFile('github-api.min.oas30.json')
  test.skipIf(github === undefined)('lists are sorted by what the contract enumerates', async () => {
    const model = await readFile(github ?? '')
    expect(factsOf(model, 'get', '/repos/{owner}/{repo}/issues')).toMatchObject({
      sort: {
        parameter: 'sort',
        direction: 'direction',
        properties: { created: 'created_at', updated: 'updated_at', comments: 'comments' },
      },
    })
    expect(entityOf(model, 'issues')).toMatchObject({
      key: 'number',
      generateKey: 'increment',
      scope: ['owner', 'repo'],
    })
  })
})
