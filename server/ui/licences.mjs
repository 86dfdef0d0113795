import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const licenceComment = /\/\*(?:(?!\*\/)[^])*@license(?:(?!\*\/)[^])*\*\//g;
const licenceFile = /^(licen[cs]e|copying|notice|thirdpartynotices)/i;

// packageDir is the folder of the package that a module stands in, or null for a module of our own.
function packageDir(id) {
  const path = id.replace(/^\0/, '').split('?')[0];
  const at = path.lastIndexOf('/node_modules/');
  if (at < 0) return null;
  const [scope, name] = path.slice(at + '/node_modules/'.length).split('/');
  return join(path.slice(0, at), 'node_modules', scope.startsWith('@') ? join(scope, name) : scope);
}

// notice is what one package asks to be kept with its copies.
function notice(dir) {
  const { name, version, license, author } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
  const by = typeof author === 'string' ? author : author?.name;
  const files = readdirSync(dir).filter((file) => licenceFile.test(file)).sort();
  const texts = files.map((file) => readFileSync(join(dir, file), 'utf8').replaceAll('\r\n', '\n').trim());
  if (texts.length === 0) texts.push(`The package has no licence file; it names the ${license} licence.`);
  return { name, version, text: [`${name} ${version} (${license})${by ? `, ${by}` : ''}`, ...texts].join('\n\n') };
}

// licences are two plugins, one for the page and one for its workers, that together write licenses.txt: a notice for every
// package that gave a module to the build, in the order of the names, and the comments in their sources that are licences.
export function licences() {
  const dirs = new Set();
  const comments = new Set();
  const collect = {
    name: 'collect-licences',
    moduleParsed({ id, code }) {
      const dir = packageDir(id);
      if (!dir || !existsSync(join(dir, 'package.json'))) return;
      dirs.add(dir);
      for (const [comment] of (code ?? '').matchAll(licenceComment)) comments.add(comment.replaceAll('\r\n', '\n'));
    },
  };
  const write = {
    ...collect,
    generateBundle() {
      const order = new Intl.Collator('en').compare;
      const all = [...dirs].map(notice).sort((a, b) => order(a.name, b.name) || order(a.version, b.version));
      const rule = `\n\n${'='.repeat(80)}\n\n`;
      const head = 'The playground is built from these packages. Their licences follow.';
      this.emitFile({
        type: 'asset',
        fileName: 'licenses.txt',
        source: `${[head, ...all.map((n) => n.text), ...[...comments].sort()].join(rule)}\n`,
      });
    },
  };
  return { main: write, worker: collect };
}
