// Drives the WebSocket of a running server with the package graphql-ws, the client of its protocol, and fails on the first thing that
// is not as it should be:
//
//	node listen.mjs http://127.0.0.1:8080
//
// Whoever reads the output stores the sample reports A to B, of which the one with the number N says "N soldiers", when a line
// "store A B" comes. WHOSAID_TOKEN is the token of a server that wants one.
import assert from 'node:assert/strict';

import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

import { subscriptions } from './metrics.mjs';

const [base] = process.argv.slice(2);
if (!base) {
  console.error('listen.mjs: say which server: node listen.mjs http://127.0.0.1:8080');
  process.exit(2);
}
const { origin } = new URL(base);
const token = process.env.WHOSAID_TOKEN;
const stores = `{ stats { articles } }`;

function connect(authorization, options) {
  return createClient({
    url: `${origin.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: authorization ? { Authorization: authorization } : undefined,
    ...options,
  });
}

// once is the answer to a query.
async function once(client, payload) {
  const answers = [];
  for await (const answer of client.iterate(payload)) answers.push(answer);
  assert.equal(answers.length, 1, `answers to ${payload.query}`);
  return answers[0];
}

// refusal is the errors with which an operation is refused.
async function refusal(client, payload) {
  try {
    for await (const answer of client.iterate(payload)) assert.fail(`an answer: ${JSON.stringify(answer)}`);
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error;
    return error;
  }
  return assert.fail('it was not refused');
}

// listener collects the events of a subscription.
function listener(client, payload) {
  const heard = { events: [], over: null };
  heard.stop = client.subscribe(payload, {
    next: (event) => heard.events.push(event),
    error: (error) => { heard.over = error; },
    complete: () => { heard.over = 'complete'; },
  });
  return heard;
}

// hears waits until a subscription has told of so many claims, and a little longer for what should not come.
async function hears(heard, n) {
  for (let tries = 0; heard.events.length < n && tries < 600; tries++) await new Promise((resolve) => setTimeout(resolve, 50));
  await new Promise((resolve) => setTimeout(resolve, 200));
  return heard.events.map((event) => event.data.claimStored.quantity.text);
}

const client = connect(token && `Bearer ${token}`);

// Queries, many at the same time.
const before = (await once(client, { query: stores })).data.stats.articles;
const many = await Promise.all(Array.from({ length: 50 }, (_, i) => once(client, { query: `{ a${i}: stats { articles } }` })));
many.forEach((answer, i) => assert.deepEqual(answer, { data: { [`a${i}`]: { articles: before } } }));

// Errors: of an answer, and of what is refused.
const missing = await once(client, { query: '{ entity(name: "Nobody At All") { id } }' });
assert.equal(missing.data.entity, null);
assert.equal(missing.errors[0].extensions.code, 'NOT_FOUND');
assert.equal((await refusal(client, { query: '{ nothing }' }))[0].extensions.code, 'INVALID');
const [slip] = await refusal(client, { query: 'subscription { claimStored(filter: { about: "Nort Korea" }) { id } }' });
assert.equal(slip.extensions.code, 'NOT_FOUND');
assert.deepEqual(slip.extensions.hint, ['North Korea']);

// Subscriptions: exactly what fits, in the order of the store.
const query = 'subscription Told($f: ClaimFilter) { claimStored(filter: $f) { quantity { text } } }';
const all = listener(client, { query, variables: { f: { source: 'National Intelligence Service' } } });
const some = listener(client, { query, variables: { f: { about: 'North Korea', minQuantity: 4, maxQuantity: 6 } }, operationName: 'Told' });
const none = listener(client, { query, variables: { f: { stance: 'DENIES' } } });
await subscriptions(origin, token, 3);
console.log('store 0 8');
assert.deepEqual(await hears(all, 8), ['1', '2', '3', '4', '5', '6', '7', '8']);
assert.deepEqual(await hears(some, 3), ['4', '5', '6']);
assert.deepEqual(await hears(none, 0), []);
assert.equal((await once(client, { query: stores })).data.stats.articles, before + 8);

// One that has been ended is told no more, the others are.
some.stop();
await subscriptions(origin, token, 2);
console.log('store 8 10');
assert.deepEqual(await hears(all, 10), ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
assert.deepEqual(await hears(some, 3), ['4', '5', '6']);
assert.deepEqual([all.over, some.over, none.over], [null, 'complete', null]);
all.stop();
none.stop();
await subscriptions(origin, token, 0);
await client.dispose();

// A token that is none.
if (token) {
  for (const wrong of ['Bearer x', undefined]) {
    const refused = await refusal(connect(wrong, { retryAttempts: 0 }), { query: stores });
    assert.equal(refused.code, 4403, `closed with ${refused.code} ${refused.reason}`);
  }
}
console.log('ok');
