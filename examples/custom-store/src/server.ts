// Starts the mock with its records in Postgres. DATABASE_URL names the database; .env.example names the other settings.
import { existsSync } from 'node:fs'
import { startServer } from '@mockgen/runtime'
import { createApp } from './app.js'
import { createPostgresStore } from './store/postgres-store.js'

if (existsSync('.env')) process.loadEnvFile('.env')

const { DATABASE_URL: url = 'postgres://127.0.0.1:5432/postgres' } = process.env

await startServer(() => createApp({ store: createPostgresStore({ url }) }))
