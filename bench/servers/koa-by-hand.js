// What a team writes by hand today: Koa, a router, a body parser and a Map, with the few checks such a mock has.
import { randomUUID } from 'node:crypto'
import bodyParser from '@koa/bodyparser'
import Router from '@koa/router'
import Koa from 'koa'

const authors = new Map()
const books = new Map()

const router = new Router()

router.post('/authors', (ctx) => {
  const author = { ...ctx.request.body, id: randomUUID() }
  authors.set(author.id, author)
  ctx.status = 201
  ctx.body = author
})

router.get('/books', (ctx) => {
  const offset = Number(ctx.query.offset ?? 0)
  const limit = Number(ctx.query.limit ?? 20)
  const all = [...books.values()]
  ctx.body = { data: all.slice(offset, offset + limit), total: all.length }
})

router.get('/books/:bookId', (ctx) => {
  const book = books.get(ctx.params.bookId)
  if (book === undefined) ctx.throw(404)
  ctx.body = book
})

router.post('/books', (ctx) => {
  const input = ctx.request.body
  if (typeof input.title !== 'string' || !authors.has(input.authorId)) ctx.throw(422)
  const now = new Date().toISOString()
  const book = { ...input, id: randomUUID(), createdAt: now, updatedAt: now, version: 1 }
  books.set(book.id, book)
  ctx.status = 201
  ctx.body = book
})

const app = new Koa()
app.use(bodyParser())
app.use(router.routes())
app.listen(Number(process.env.PORT), '127.0.0.1')
