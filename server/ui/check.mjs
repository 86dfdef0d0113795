// Drives the playground of a running server in a browser and fails on the first thing that is not as it should be:
//
//	node check.mjs http://127.0.0.1:8080 [screenshot.png [dark]]
//
// Every example must have its tab and give an answer that is neither empty nor an error; the page must log no error and ask
// no other host; a second visit must show the examples once, and the visitor's own tab.
//
// A subscription must show an event: where WHOSAID_STORES is set, whoever reads the output stores articles that the examples tell
// of when a line "store" comes. Where it is not, subscriptions are not tried.
//
// Where the server wants a token, WHOSAID_TOKEN is the one that is given to the page when it asks.
//
// Chromium is the one that CHROMIUM names, else chromium or chromium-browser of the PATH.
import assert from 'node:assert/strict';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

import { chromium } from 'playwright-core';

import { subscriptions } from './metrics.mjs';

const [base, screenshot, scheme = 'light'] = process.argv.slice(2);
if (!base) {
  console.error('check.mjs: say which server: node check.mjs http://127.0.0.1:8080 [screenshot.png [dark]]');
  process.exit(2);
}
const origin = new URL(base).origin;
const token = process.env.WHOSAID_TOKEN;
const stores = Boolean(process.env.WHOSAID_STORES);
const patience = 30_000; // milliseconds for each step; a loaded machine is slow to start Monaco

function chromiumPath() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const dir of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
      try {
        accessSync(join(dir, name), constants.X_OK);
        return join(dir, name);
      } catch {
        // Not in this folder.
      }
    }
  }
  throw new Error('there is no Chromium in the PATH; install one or set CHROMIUM to its path');
}

// isEmpty says whether an answer tells nothing: null, 0, "", or only such things.
function isEmpty(value) {
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isEmpty);
  return !value;
}

// Visit is one page with everything that it did wrong.
class Visit {
  constructor(page) {
    this.page = page;
    this.faults = [];
    page.on('console', (message) => {
      if (token && message.text().includes('status of 401')) return; // by which the page learns that it needs a token
      if (message.type() === 'error') this.faults.push(`the page logged an error: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.faults.push(`the page threw ${error}`));
    page.on('crash', () => this.faults.push('the page crashed'));
    this.asked = 0; // how often the page asked for a token
    page.on('dialog', (dialog) => {
      this.asked++;
      return token && this.asked === 1 ? dialog.accept(token) : dialog.dismiss();
    });
    page.setDefaultTimeout(patience);
  }

  static async open(context) {
    const visit = new Visit(await context.newPage());
    const ran = visit.answerTo();
    await visit.page.goto(`${base.replace(/\/$/, '')}/playground`);
    visit.first = await ran;
    return visit;
  }

  // answerTo waits for the answer to the next operation that is not GraphiQL's introspection.
  async answerTo() {
    const response = await this.page.waitForResponse((r) => {
      if (new URL(r.url()).pathname !== '/graphql' || (token && r.status() === 401)) return false;
      return r.request().postDataJSON()?.operationName !== 'IntrospectionQuery';
    });
    return { name: response.request().postDataJSON().operationName, status: response.status(), body: await response.json() };
  }

  tab(title) {
    return this.page.getByRole('tablist').getByRole('button', { name: title, exact: true });
  }

  async titles() {
    return this.page.getByRole('tab').allInnerTexts();
  }

  // edits waits until the editor holds the text of a tab.
  async edits(title) {
    await this.page.waitForFunction(
      (name) => document.querySelector('.graphiql-query-editor')?.innerText.includes(name),
      title,
    );
    await this.settle();
  }

  async run(title) {
    await this.tab(title).click();
    await this.edits(title);
    const answer = this.answerTo();
    await this.page.getByRole('button', { name: 'Execute query' }).click();
    return answer;
  }

  // listen runs a subscription until an event is shown, and stops it.
  async listen(title) {
    await this.tab(title).click();
    await this.edits(title);
    const opened = this.page.waitForEvent('websocket');
    await this.page.getByRole('button', { name: 'Execute query' }).click();
    const socket = await opened;
    assert.equal(new URL(socket.url()).host, new URL(origin).host, 'the server that the page listens to');
    await subscriptions(origin, token, 1);
    console.log('store');
    await this.page.waitForFunction(() => document.querySelector('.result-window')?.innerText.includes('"claimStored"'));
    if (screenshot) await this.picture(screenshot.replace(/(\.png)?$/, '-subscription.png'));
    await this.page.getByRole('button', { name: 'Stop query' }).click();
    await subscriptions(origin, token, 0);
  }

  // settle waits until GraphiQL has read the text of the editor, which it does by a timer of the page, 100 ms after a change.
  async settle() {
    await this.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)));
  }

  // shows waits until the answer stands on the page.
  async shows() {
    await this.page.waitForFunction(() => document.querySelector('.result-window')?.innerText.includes('"data"'));
  }

  // picture keeps the page as a file, once Monaco has coloured every word: mtk1 is the colour of what it has not read yet.
  async picture(path) {
    await this.page.waitForFunction(() => {
      const lines = [...document.querySelectorAll('.graphiql-query-editor .view-line, .result-window .view-line')];
      const words = lines.filter((line) => /[a-z]/i.test(line.textContent));
      return words.length > 0 && words.every((line) => line.querySelector('[class*="mtk"]:not(.mtk1)'));
    });
    await this.page.screenshot({ path });
  }
}

function checkAnswer(title, answer) {
  assert.equal(answer.name, title, 'another operation was run');
  assert.equal(answer.status, 200, `${title}: HTTP status`);
  assert.equal(answer.body.errors, undefined, `${title}: ${JSON.stringify(answer.body.errors)}`);
  assert.ok(!isEmpty(answer.body.data), `${title}: the answer is empty: ${JSON.stringify(answer.body.data)}`);
}

async function check(browser) {
  const context = await browser.newContext({
    colorScheme: scheme,
    viewport: { width: 1440, height: 900 },
    serviceWorkers: 'block',
  });
  const strangers = [];
  await context.route('**/*', (route) => {
    const url = new URL(route.request().url());
    if (url.origin === origin || url.protocol === 'data:' || url.protocol === 'blob:') return route.continue();
    strangers.push(url.href);
    return route.abort();
  });
  const here = new URL(origin).host;
  await context.routeWebSocket((url) => url.host !== here, (socket) => {
    strangers.push(socket.url());
    socket.close();
  });

  const visit = await Visit.open(context);
  assert.equal(await visit.page.title(), 'whosaid playground');
  const examples = await visit.page.evaluate(async () => (await fetch('/playground/examples.json')).json());
  assert.ok(examples.length > 0, 'there are no examples');
  const titles = examples.map((example) => example.title);
  assert.deepEqual(await visit.titles(), titles, 'the tabs of the first visit');

  checkAnswer(titles[0], visit.first);
  await visit.shows();
  if (screenshot) await visit.picture(screenshot);
  const told = examples.filter((example) => /^subscription /m.test(example.query)).map((example) => example.title);
  for (const title of titles.slice(1)) {
    if (told.includes(title)) {
      if (stores) await visit.listen(title);
      continue;
    }
    checkAnswer(title, await visit.run(title));
    await visit.shows();
  }

  await visit.page.getByRole('button', { name: 'New tab' }).click();
  await visit.tab('<untitled>').waitFor();
  await visit.settle();
  await visit.page.locator('.graphiql-query-editor .monaco-editor').first().click();
  await visit.page.keyboard.insertText('query MyOwn { stats { claims } }');
  await visit.tab('MyOwn').waitFor();
  checkAnswer('MyOwn', await visit.run('MyOwn'));
  await visit.page.waitForFunction(() => localStorage.getItem('graphiql:tabState')?.includes('MyOwn'));
  await visit.page.close();

  const second = new Visit(await context.newPage());
  await second.page.goto(`${origin}/playground/`);
  await second.edits('MyOwn');
  assert.deepEqual(await second.titles(), [...titles, 'MyOwn'], 'the tabs of the second visit');
  checkAnswer(titles[0], await second.run(titles[0]));
  await second.page.getByRole('link', { name: 'whosaid' }).click();
  await second.page.waitForURL(`${origin}/`);

  assert.deepEqual([visit.asked, second.asked], token ? [1, 1] : [0, 0], 'how often the page asked for a token');
  assert.deepEqual(strangers, [], 'the page asked other hosts');
  assert.deepEqual([...visit.faults, ...second.faults], []);
  return titles;
}

const browser = await chromium.launch({
  executablePath: chromiumPath(),
  // Chromium does not start as root with its sandbox.
  chromiumSandbox: process.getuid?.() !== 0,
});
try {
  const titles = await check(browser);
  console.log(`ok: ${titles.join(', ')}; no request to another host, no error logged`);
} finally {
  await browser.close();
}
