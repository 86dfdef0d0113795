// Reads files with a package of npm and prints what it finds, one JSON object a line, as read.py does:
//
//	node read.mjs PACKAGE FORMAT FILE...
//
// The object has nodes and edges (their numbers), labels (by id of node) and values (by id of a claim's node or edge), or error
// where a file cannot be read. Of RDF, nodes are entities, articles, unnamed sources and claims, edges are named graphs, and
// statements is a digest of all statements. Of large files only the numbers are told.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [, , reader, format, ...files] = process.argv;
const columns = ['quote', 'status', 'stance', 'realis', 'min', 'max', 'published', 'earliest', 'latest'];
const large = 20_000;

// told is what is told of a graph: nodes and edges are lists of pairs of an id and an object of attributes.
function told(nodes, edges) {
  const out = { nodes: nodes.length, edges: edges.length };
  if (nodes.length + edges.length >= large) return out;
  out.labels = Object.fromEntries(nodes.map(([id, a]) => [id, a.label ?? '']));
  out.values = Object.fromEntries(
    [...nodes, ...edges]
      .filter(([id]) => id.startsWith('c-') && !id.includes(':'))
      .map(([id, a]) => [id, Object.fromEntries(columns.filter((c) => a[c] !== undefined && a[c] !== '').map((c) => [c, a[c]]))]),
  );
  return out;
}

async function graphology(file) {
  const { default: Graph } = await import('graphology');
  const { default: gexf } = await import('graphology-gexf');
  const { default: graphml } = await import('graphology-graphml');
  const graph = { gexf, graphml }[format].parse(Graph, readFileSync(file, 'utf8'), { addMissingNodes: false });
  return told(
    graph.mapNodes((id, a) => [id, a]),
    graph.mapEdges((id, a) => [id, a]),
  );
}

async function cytoscape(file) {
  const { default: cytoscape } = await import('cytoscape');
  const file1 = JSON.parse(readFileSync(file, 'utf8'));
  const small = file1.elements.nodes.length + file1.elements.edges.length < 60; // measuring the labels of many takes long
  const cy = cytoscape({ ...file1, headless: true, styleEnabled: small, layout: { name: 'null' } });
  if (typeof cy.data('articles') !== 'number' || !Array.isArray(cy.data('lost'))) throw new Error('the header is not there');
  for (const e of cy.elements()) if (e.data('type') !== e.classes()[0]) throw new Error(`element ${e.id()} has the classes ${e.classes()}`);
  if (small) cy.nodes().forEach((n) => { if (!(n.width() > 0) || n.style('label') !== n.data('label')) throw new Error(`node ${n.id()} has no style`); });
  const out = told(
    cy.nodes().map((n) => [n.id(), { ...n.data(), label: n.data('name') }]),
    cy.edges().map((e) => [e.id(), e.data()]),
  );
  cy.destroy();
  return out;
}

async function d3(file) {
  const { forceSimulation, forceLink } = await import('d3-force');
  const { nodes, links, graph } = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof graph.articles !== 'number' || !Array.isArray(graph.lost)) throw new Error('the header is not there');
  const simulation = forceSimulation(nodes).force('link', forceLink(links).id((d) => d.id)).stop();
  if (nodes.length < 2000) simulation.tick(3);
  for (const l of links) if (typeof l.source !== 'object' || typeof l.target !== 'object') throw new Error(`link ${l.id} hangs loose`);
  return told(
    simulation.nodes().map((n) => [n.id, n]),
    links.map((l) => [l.id, l]),
  );
}

const own = 'https://github.com/whosaid/whosaid/ns#';
const schema = 'https://schema.org/';
const rdf = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
const label = 'http://www.w3.org/2000/01/rdf-schema#label';
const spaces = /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
const names = {
  [`${schema}text`]: 'quote', [`${own}status`]: 'status', [`${own}stance`]: 'stance', [`${own}realis`]: 'realis', [`${own}min`]: 'min', [`${own}max`]: 'max',
  [`${schema}datePublished`]: 'published', [`${own}earliest`]: 'earliest', [`${own}latest`]: 'latest',
};

// statements is what is told of quads, as N3 and jsonld have them alike.
function statements(quads) {
  const nodes = new Map(); // letter of the type, by IRI
  const graphs = new Set();
  const all = [];
  const labels = {};
  const values = {};
  for (const q of quads) {
    if (q.graph.termType === 'NamedNode') graphs.add(q.graph.value);
    if (q.predicate.value === `${rdf}type`) {
      const kind = { [`${schema}NewsArticle`]: 'a', [`${schema}Claim`]: 'c', [`${own}UnnamedSource`]: 's' }[q.object.value];
      const entity = /^(Country|Leader|Person|Agency|Organization|Unit|Location|Materiel)$/.test(q.object.value.slice(own.length)) && q.object.value.startsWith(own);
      if (kind || entity) nodes.set(q.subject.value, kind ?? 'e');
    }
    const object = q.object.termType === 'Literal' ? [q.object.value, q.object.datatype.value] : [q.object.value];
    all.push(JSON.stringify([q.subject.value, q.predicate.value, object, q.graph.value]));
  }
  const out = { nodes: nodes.size, edges: graphs.size };
  out.statements = createHash('sha256').update([...new Set(all)].sort().join('\n')).digest('hex');
  if (all.length >= 5 * large) return out;
  for (const q of quads) {
    const id = `${nodes.get(q.subject.value)}-${q.subject.value.slice('urn:uuid:'.length)}`;
    if (q.predicate.value === label) labels[id] = q.object.value.split(spaces).filter(Boolean).join(' ');
    const name = names[q.predicate.value];
    if (id.startsWith('c-') && name) {
      values[id] ??= {};
      values[id][name] = name === 'min' || name === 'max' ? Number(q.object.value) : q.object.value;
    }
  }
  return { ...out, labels, values };
}

async function n3(file) {
  const { Parser } = await import('n3');
  return statements(new Parser({ format: 'application/n-quads' }).parse(readFileSync(file, 'utf8')));
}

async function jsonld(file) {
  const { default: jsonld } = await import('jsonld');
  const documentLoader = (url) => { throw new Error(`it asks for ${url}`); };
  const quads = await jsonld.toRDF(JSON.parse(readFileSync(file, 'utf8')), { safe: true, documentLoader });
  return statements(quads);
}

const read = { graphology, cytoscape, d3, n3, jsonld }[reader];
for (const file of files) {
  let out;
  try {
    out = await read(file);
  } catch (e) {
    out = { error: `${e.name}: ${e.message}` }; // whatever a package throws is what the reader says
  }
  console.log(JSON.stringify(out));
}
process.stdout.write('', () => process.exit()); // Cytoscape.js goes on waiting for the next frame of its animations
