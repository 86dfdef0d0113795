// Looks at a page of the format html in a browser, and fails on the first thing that is not as it should be:
//
//	node page.mjs FILE.html CLAIMS [screenshot.png]
//
// The table must have as many rows as there are claims, the drawing as many nodes and edges as it says, the filter must work, the
// page must log no error and ask no host, and without scripts the table must be there too. Chromium is the one that CHROMIUM names.
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { chromium } from 'playwright-core';

const [file, claims, screenshot] = process.argv.slice(2);
const url = pathToFileURL(resolve(file)).href;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
try {
  for (const javaScriptEnabled of [true, false]) {
    const context = await browser.newContext({ javaScriptEnabled, viewport: { width: 1280, height: 1000 } });
    const page = await context.newPage();
    const faults = [];
    page.on('console', (m) => { if (m.type() === 'error' || m.type() === 'warning') faults.push(m.text()); });
    page.on('pageerror', (e) => faults.push(String(e)));
    page.on('dialog', (d) => { faults.push(`it asks: ${d.message()}`); d.dismiss(); });
    page.on('request', (r) => { if (r.url() !== url) faults.push(`it asks for ${r.url()}`); });
    await page.goto(url);
    assert.equal(await page.locator('tbody tr').count(), Number(claims), 'rows');
    if (javaScriptEnabled) await look(page);
    else assert.equal(await page.locator('tbody tr:visible').count(), Number(claims), 'rows that are seen without scripts');
    assert.deepEqual(faults, []);
    await context.close();
  }
} finally {
  await browser.close();
}

async function look(page) {
  if (screenshot) await page.screenshot({ path: screenshot });
  const figure = page.locator('#graph');
  if (await figure.count()) {
    const wanted = await figure.evaluate((f) => [Number(f.dataset.nodes), Number(f.dataset.edges)]);
    const drawn = [await page.locator('#graph .node').count(), await page.locator('#graph .edge').count()];
    assert.deepEqual(drawn, wanted, 'nodes and edges of the drawing');
    const box = await page.locator('#graph > svg').boundingBox();
    assert(box.width > 300 && box.height > 200, 'the drawing has a size');
    const outside = await page.locator('#graph > svg').evaluate((svg) => {
      const all = svg.getBoundingClientRect();
      return [...svg.querySelectorAll('.node circle')].filter((c) => {
        const r = c.getBoundingClientRect();
        return !(r.left >= all.left && r.right <= all.right && r.top >= all.top && r.bottom <= all.bottom);
      }).length;
    });
    assert.equal(outside, 0, 'nodes outside the drawing');
  }
  if (Number(claims) > 1) {
    const box = page.locator('#filter input');
    await box.fill('no row has these words');
    assert.equal(await page.locator('tbody tr:visible').count(), 0, 'rows that fit no word');
    const first = await page.locator('tbody tr').first().getAttribute('id');
    await box.fill((await page.locator('tbody tr .stance').first().textContent()).slice(0, 6));
    assert(await page.locator(`[id="${first}"]`).isVisible(), 'a row that fits');
    await box.fill('');
    assert.equal(await page.locator('tbody tr:visible').count(), Number(claims), 'rows with an empty filter');
  }
}
