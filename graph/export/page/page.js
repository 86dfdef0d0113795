'use strict';
(() => {
  const rows = [...document.querySelectorAll('tbody tr')];
  const filter = document.getElementById('filter');
  const box = filter.querySelector('input');
  const told = filter.querySelector('output');
  const texts = rows.map((row) => row.textContent.toLowerCase());

  // show hides the rows that lack one of the words; a text in quotes is one word.
  function show() {
    const words = (box.value.toLowerCase().match(/"[^"]+"|[^\s"]+/g) ?? []).map((w) => w.replaceAll('"', ''));
    let n = 0;
    rows.forEach((row, i) => {
      const fits = words.every((w) => texts[i].includes(w));
      row.hidden = !fits;
      if (fits) n++;
    });
    told.textContent = words.length ? `${n} of ${rows.length}` : '';
  }
  box.addEventListener('input', show);
  filter.hidden = rows.length < 2;

  const data = document.getElementById('data');
  if (!data) return;
  const { nodes, edges } = JSON.parse(data.textContent);
  const figure = document.getElementById('graph');
  const ns = 'http://www.w3.org/2000/svg';

  function element(parent, name, attributes, text) {
    const e = document.createElementNS(ns, name);
    for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
    if (text !== undefined) e.textContent = text;
    parent.append(e);
    return e;
  }

  function short(s, limit) {
    const all = [...s];
    return all.length > limit ? all.slice(0, limit - 1).join('') + '…' : s;
  }

  // Layout: springs along edges, all nodes push each other off (Fruchterman and Reingold, 1991). It begins on a spiral, and takes
  // no random number: the same graph is always drawn alike.
  const space = 130; // how far from each other neighbors come to lie
  nodes.forEach((n, i) => {
    const r = space * 0.6 * Math.sqrt(i + 0.5);
    n.x = 1.5 * r * Math.cos(i * 2.39996);
    n.y = r * Math.sin(i * 2.39996);
    n.r = Math.min(7 + 2.5 * Math.sqrt(n.claims), 26);
  });
  const steps = 400;
  for (let step = 0; step < steps; step++) {
    const heat = space * 0.5 * (1 - step / steps) ** 1.5;
    for (const n of nodes) n.dx = n.dy = 0;
    for (let i = 0; i < nodes.length; i++) {
      for (let j = i + 1; j < nodes.length; j++) {
        const a = nodes[i], b = nodes[j];
        const dx = a.x - b.x, dy = (a.y - b.y) * 1.3;
        const d2 = Math.max(dx * dx + dy * dy, 1);
        const f = (space * space) / d2;
        a.dx += dx * f; a.dy += dy * f;
        b.dx -= dx * f; b.dy -= dy * f;
      }
    }
    for (const e of edges) {
      const a = nodes[e.from], b = nodes[e.to];
      if (a === b) continue;
      const dx = a.x - b.x, dy = a.y - b.y;
      const f = Math.hypot(dx, dy) / space;
      a.dx -= dx * f; a.dy -= dy * f;
      b.dx += dx * f; b.dy += dy * f;
    }
    for (const n of nodes) {
      n.dx -= n.x * 0.5; n.dy -= n.y * 0.75; // to the middle, so that parts stay together
      const d = Math.hypot(n.dx, n.dy);
      if (d === 0) continue;
      const move = Math.min(d, heat) / d;
      n.x += n.dx * move; n.y += n.dy * move;
    }
  }

  const svg = document.createElementNS(ns, 'svg');
  svg.setAttribute('role', 'group');
  svg.setAttribute('aria-label', 'drawing of the graph');
  figure.prepend(svg);
  const defs = element(svg, 'defs', {});
  for (const color of new Set(edges.map((e) => e.color))) {
    const marker = element(defs, 'marker', { id: `tip${color.slice(1)}`, viewBox: '0 0 8 8', refX: 8, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto-start-reverse' });
    element(marker, 'path', { d: 'M0,0 L8,4 L0,8 z', fill: color });
  }

  // Edges between the same two nodes are bent, each by more than the one before.
  const between = new Map();
  for (const e of edges) {
    const key = e.from < e.to ? `${e.from} ${e.to}` : `${e.to} ${e.from}`;
    const beside = between.get(key) ?? [];
    beside.push(e);
    between.set(key, beside);
  }
  for (const beside of between.values()) {
    beside.forEach((e, i) => {
      const a = nodes[e.from], b = nodes[e.to];
      const g = element(svg, 'g', { class: e.denied > 0 ? 'edge denied' : 'edge' });
      const label = e.label + (e.claims > 1 ? ` (${e.claims})` : '');
      let d, x, y;
      if (a === b) {
        const h = a.r + 26 + 14 * i;
        d = `M${a.x - a.r * 0.6},${a.y - a.r * 0.8} C${a.x - h},${a.y - h * 1.5} ${a.x + h},${a.y - h * 1.5} ${a.x + a.r * 0.6},${a.y - a.r * 0.8}`;
        x = a.x; y = a.y - h * 1.2;
      } else {
        // The side of the bend is the same for both directions, so that they do not lie on each other.
        const side = e.from < e.to ? 1 : -1;
        const bend = side * (i - (beside.length - 1) / 2) * 36;
        const dx = b.x - a.x, dy = b.y - a.y, l = Math.hypot(dx, dy) || 1;
        const cx = (a.x + b.x) / 2 - (dy / l) * bend * 2, cy = (a.y + b.y) / 2 + (dx / l) * bend * 2;
        const from = towards(a, cx, cy, a.r), to = towards(b, cx, cy, b.r + 2);
        d = `M${from.x},${from.y} Q${cx},${cy} ${to.x},${to.y}`;
        x = (a.x + b.x) / 4 + cx / 2; y = (a.y + b.y) / 4 + cy / 2;
      }
      element(g, 'path', { d, stroke: e.color, 'marker-end': `url(#tip${e.color.slice(1)})` });
      element(g, 'title', {}, `${a.name} ${e.label} ${b.name}: ${e.claims} claims, ${e.denied} of them deny`);
      if (edges.length <= 120) element(g, 'text', { x, y, 'text-anchor': 'middle' }, label);
    });
  }

  function towards(n, x, y, r) {
    const l = Math.hypot(x - n.x, y - n.y) || 1;
    return { x: n.x + ((x - n.x) / l) * r, y: n.y + ((y - n.y) / l) * r };
  }

  nodes.forEach((n) => {
    const g = element(svg, 'g', { class: 'node', tabindex: 0, role: 'button', 'aria-label': `${n.name}, ${n.kind}` });
    element(g, 'circle', { cx: n.x, cy: n.y, r: n.r, fill: n.color });
    element(g, 'title', {}, `${n.name} (${n.kind}), in ${n.claims} claims`);
    element(g, 'text', { x: n.x, y: n.y + n.r + 15, 'text-anchor': 'middle' }, short(n.name, 28));
    const choose = () => {
      const was = g.classList.contains('chosen');
      svg.querySelectorAll('.chosen').forEach((o) => o.classList.remove('chosen'));
      box.value = was ? '' : `"${n.name.replaceAll('"', ' ')}"`;
      if (!was) g.classList.add('chosen');
      show();
    };
    g.addEventListener('click', choose);
    g.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      choose();
    });
  });

  // The view: all of it at first, then as it is dragged and zoomed.
  const xs = nodes.map((n) => n.x), ys = nodes.map((n) => n.y);
  let view = { x: Math.min(...xs) - 110, y: Math.min(...ys) - 90 };
  view.w = Math.max(...xs) + 110 - view.x;
  view.h = Math.max(...ys) + 60 - view.y;
  const look = () => svg.setAttribute('viewBox', `${view.x} ${view.y} ${view.w} ${view.h}`);
  look();
  const point = (event) => {
    const p = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    return { x: p.x, y: p.y };
  };
  svg.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && !event.shiftKey) return; // a wheel alone scrolls the page
    event.preventDefault();
    const p = point(event), k = event.deltaY > 0 ? 1.15 : 1 / 1.15;
    view = { x: p.x - (p.x - view.x) * k, y: p.y - (p.y - view.y) * k, w: view.w * k, h: view.h * k };
    look();
  }, { passive: false });
  let held = null;
  svg.addEventListener('pointerdown', (event) => { held = event.target.closest('.node') ? null : point(event); });
  svg.addEventListener('pointermove', (event) => {
    if (!held) return;
    const p = point(event);
    view.x -= p.x - held.x;
    view.y -= p.y - held.y;
    look();
  });
  for (const end of ['pointerup', 'pointerleave', 'pointercancel']) svg.addEventListener(end, () => { held = null; });

  const key = document.createElement('ul');
  key.className = 'key';
  for (const [kind, color] of new Map(nodes.map((n) => [n.kind, n.color]))) {
    const item = document.createElement('li');
    element(item.appendChild(document.createElementNS(ns, 'svg')), 'circle', { cx: 6, cy: 6, r: 5, fill: color });
    item.append(kind);
    key.append(item);
  }
  const hint = document.createElement('li');
  hint.textContent = 'Dashed: somebody denies it. Choose an entity to see its claims; drag to move, Ctrl and wheel to zoom.';
  key.append(hint);
  figure.append(key);
})();
